using System.Text.Json;
using KernelHost.Jobs;
using KernelHost.Knowledge.Index;
using Microsoft.Extensions.Hosting;

namespace KernelHost.Knowledge.Indexing;

/// <param name="File">Tells a knowledge base from a later one of the same slug.</param>
internal sealed record IngestInput(string KnowledgeBase, string File);

/// <summary>Takes what waits in a knowledge base into the index that serves.</summary>
internal sealed class IngestHandler(IndexingRuns runs, IHostApplicationLifetime host) : IJobHandler
{
    public const string Name = "knowledge.ingest";

    private const string Cancelled = "The job was cancelled before it came to this document: re-index it.";

    public string Kind => Name;

    public async Task RunAsync(JobWork work, CancellationToken cancellationToken)
    {
        var input = work.Input.Deserialize(KnowledgeJson.Default.IngestInput) ?? throw new JsonException("The job has no input.");
        using var lease = await runs.RentAsync(work.Job, input.KnowledgeBase, input.File, cancellationToken);
        if (lease is null)
        {
            return;   // deleted meanwhile
        }

        Generation generation;
        do
        {
            generation = lease.Index.Serving;
            await TakeAsync(work, lease, generation, cancellationToken);
        }
        while (lease.Index.Serving != generation);   // it was replaced meanwhile: what came too late for its successor is taken into that
    }

    private async Task TakeAsync(JobWork work, KnowledgeLease lease, Generation generation, CancellationToken cancellationToken)
    {
        using var turn = await generation.EnterAsync(cancellationToken);
        if (lease.Index.Serving != generation)
        {
            return;
        }

        var waiting = lease.Index.Waiting(generation);
        try
        {
            var indexer = await runs.IndexAsync(work, lease, generation, waiting, cancellationToken);
            RequireAll(indexer.Failures, waiting.Count);
        }
        catch (OperationCanceledException) when (!host.ApplicationStopping.IsCancellationRequested)
        {
            Fail(lease.Index, generation, waiting, Cancelled);
            throw;
        }
        catch (EmbeddingException failure)
        {
            Fail(lease.Index, generation, waiting, failure.Message);
            throw new JobFailedException("embedding_failed", failure.Message, failure);
        }
    }

    private static void Fail(KnowledgeIndex index, Generation generation, IReadOnlyList<WaitingVersion> waiting, string reason)
    {
        foreach (var version in waiting)
        {
            index.Fail(generation, version, reason);
        }
    }

    internal static void RequireAll(List<(string Document, string Reason)> failures, int all)
    {
        if (failures is [var first, ..])
        {
            throw new JobFailedException("documents_failed", $"{failures.Count} of {all} documents could not be indexed. The first, \"{first.Document}\": {first.Reason}");
        }
    }
}
