using KernelHost.Organizations;

namespace KernelHost.Knowledge;

/// <summary>What the documents of an organisation may take on the disk (<c>limits.usage.storage_gb</c>, of 10⁹ bytes each): texts, words and vectors of all of its knowledge bases. Thread-safe.</summary>
internal sealed class StorageLimit(OrganizationConfigs configs, KnowledgeFiles files)
{
    private const double Gigabyte = 1e9;

    /// <summary>In bytes; null = there is no limit.</summary>
    public async ValueTask<long?> OfAsync(string organization, CancellationToken cancellationToken) =>
        (await configs.GetAsync(organization, cancellationToken)).Config.Limits?.Usage?.StorageGb is { } limit ? (long)(limit * Gigabyte) : null;

    /// <summary>Why so much more may not be kept; null = it may.</summary>
    public string? Refusal(Guid organization, long? limit, long more)
    {
        if (limit is not { } most)
        {
            return null;
        }

        var used = files.BytesOf(organization);
        return used + more <= most ? null : FormattableString.Invariant(
            $"The organisation's knowledge bases take {used} bytes of the {most} it may have (limits.usage.storage_gb): delete documents, or ask for a higher limit.");
    }
}
