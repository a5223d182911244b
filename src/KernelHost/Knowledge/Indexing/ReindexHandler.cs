using System.Text.Json;
using KernelHost.Jobs;
using KernelHost.Knowledge.Index;
using Microsoft.Extensions.Hosting;

namespace KernelHost.Knowledge.Indexing;

/// <param name="From">The generation that served when it was asked for: when another one serves, it is done.</param>
/// <param name="Anew">Also when what serves is made by the same settings.</param>
internal sealed record ReindexInput(string KnowledgeBase, string File, long From, bool Anew);

/// <summary>Makes a new index by the knowledge base's settings and lets it serve when it holds every document.</summary>
internal sealed class ReindexHandler(IndexingRuns runs, IHostApplicationLifetime host) : IJobHandler
{
    public const string Name = "knowledge.reindex";

    public string Kind => Name;

    public async Task RunAsync(JobWork work, CancellationToken cancellationToken)
    {
        var input = work.Input.Deserialize(KnowledgeJson.Default.ReindexInput) ?? throw new JsonException("The job has no input.");
        using var lease = await runs.RentAsync(work.Job, input.KnowledgeBase, input.File, cancellationToken);
        if (lease is null)
        {
            return;   // deleted meanwhile
        }

        if (lease.Index.Build(lease.Settings, input.Anew && lease.Index.Serving.Number == input.From) is { } generation)
        {
            await MakeAsync(work, lease, generation, cancellationToken);
        }
    }

    private async Task MakeAsync(JobWork work, KnowledgeLease lease, Generation generation, CancellationToken cancellationToken)
    {
        var index = lease.Index;
        using var turn = await generation.EnterAsync(cancellationToken);
        index.Retry(generation);
        try
        {
            var (failures, all) = (new List<(string Document, string Reason)>(), 0);
            while (!index.TrySwap(generation))
            {
                if (index.Building != generation)
                {
                    return;   // another job has put it in place, or begun another one by newer settings
                }

                var waiting = index.Waiting(generation);
                all += waiting.Count;
                failures.AddRange((await runs.IndexAsync(work, lease, generation, waiting, cancellationToken)).Failures);
            }

            IngestHandler.RequireAll(failures, all);
        }
        catch (OperationCanceledException) when (!host.ApplicationStopping.IsCancellationRequested)
        {
            index.GiveUp();
            throw;
        }
        catch (EmbeddingException failure)
        {
            throw new JobFailedException("embedding_failed", $"{failure.Message} The old index goes on serving; what was made of the new one is kept: re-index the knowledge base to go on.", failure);
        }
    }
}
