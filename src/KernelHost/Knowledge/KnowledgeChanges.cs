using System.Collections.Concurrent;

namespace KernelHost.Knowledge;

/// <summary>Counts, since the host started, what changes the lists of an organisation's knowledge bases and documents, so that who shows them knows when to look again. Thread-safe.</summary>
public sealed class KnowledgeChanges
{
    private readonly ConcurrentDictionary<Guid, long> _counts = new();

    public long Of(Guid organization) => _counts.GetValueOrDefault(organization);

    internal void Count(Guid organization) => _counts.AddOrUpdate(organization, 1, static (_, count) => count + 1);
}
