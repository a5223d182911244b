using System.Globalization;
using KernelHost.Jobs;
using KernelHost.Kernels;
using KernelHost.Knowledge.Index;
using KernelHost.Organizations;

namespace KernelHost.Knowledge.Indexing;

/// <summary>What the jobs on knowledge bases have in common. Thread-safe.</summary>
internal sealed class IndexingRuns(KnowledgeBases bases, KnowledgeFiles files, StorageLimit limit, OrganizationDirectory organizations, SnapshotCache snapshots, TimeProvider time)
{
    /// <summary>The knowledge base a job is for; null when it has been deleted.</summary>
    public async Task<KnowledgeLease?> RentAsync(Job job, string slug, string file, CancellationToken cancellationToken)
    {
        if (organizations.Find(job.Organization) is not { } organization || organization.Id != job.OrganizationId
            || await bases.FindAsync(organization, slug, cancellationToken) is not { } knowledge || knowledge.File != file)
        {
            return null;
        }

        return new(files.Rent(knowledge), knowledge);
    }

    /// <exception cref="EmbeddingException">The model cannot be asked.</exception>
    public async Task<Indexer> IndexAsync(JobWork work, KnowledgeLease lease, Generation generation, IReadOnlyList<WaitingVersion> waiting, CancellationToken cancellationToken)
    {
        var job = work.Job;
        var most = await limit.OfAsync(job.Organization, cancellationToken);
        var indexer = new Indexer(lease.Index, generation, new ModelEmbedder(snapshots, job.Organization, lease.Knowledge.Setup, time))
        {
            Full = () => lease.Lease.IsDeleted ? "The knowledge base was deleted." : limit.Refusal(job.OrganizationId, most, 0),
            Progressed = progress => work.Report(
                progress.Part, string.Create(CultureInfo.InvariantCulture, $"{progress.Documents} of {progress.Of} documents, {progress.Chunks} chunks embedded")),
        };
        await indexer.RunAsync(waiting, cancellationToken);
        return indexer;
    }
}

/// <summary>An open knowledge base, and what its index is to be made by.</summary>
internal sealed record KnowledgeLease(KnowledgeFiles.Lease Lease, KnowledgeBase Knowledge) : IDisposable
{
    public KnowledgeIndex Index => Lease.Index;

    public IndexSettings Settings => new(Knowledge.EmbeddingModel, Knowledge.Chunking);

    public void Dispose() => Lease.Dispose();
}
