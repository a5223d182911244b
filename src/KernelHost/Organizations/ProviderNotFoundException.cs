namespace KernelHost.Organizations;

/// <summary>A setup has no provider of this name.</summary>
public sealed class ProviderNotFoundException(string asked, IEnumerable<string> known)
    : Exception($"There is no provider {NearNames.Quote(asked)} in this setup.{Remedy(asked, [.. known])}")
{
    private static string Remedy(string asked, string[] known) => NearNames.Hint(NearNames.To(asked, known)) is { Length: > 0 } hint ? hint
        : known.Length > 0 ? $" There is: {string.Join(", ", known.Take(20))}." : " It has none.";
}
