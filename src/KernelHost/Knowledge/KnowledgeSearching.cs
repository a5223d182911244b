using KernelHost.Kernels;
using KernelHost.Knowledge.Indexing;
using KernelHost.Scheduling;

namespace KernelHost.Knowledge;

/// <summary>Asks knowledge bases, those that are kept here and external ones. Thread-safe; no lock is held while a model or a server is waited for.</summary>
public sealed class KnowledgeSearching
{
    private readonly KnowledgeFiles _files;
    private readonly ExternalKnowledge _external;
    private readonly SnapshotCache _snapshots;
    private readonly TimeProvider _time;

    internal KnowledgeSearching(KnowledgeFiles files, ExternalKnowledge external, SnapshotCache snapshots, TimeProvider time) =>
        (_files, _external, _snapshots, _time) = (files, external, snapshots, time);

    /// <exception cref="KnowledgeException">It cannot be asked.</exception>
    public async Task<KnowledgeResult> QueryAsync(KnowledgeBase knowledge, KnowledgeQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(knowledge);
        ArgumentNullException.ThrowIfNull(query);
        await Workers.Enter();
        return knowledge.IsExternal ? await _external.QueryAsync(knowledge, query, cancellationToken) : await SearchAsync(knowledge, query, cancellationToken);
    }

    private async Task<KnowledgeResult> SearchAsync(KnowledgeBase knowledge, KnowledgeQuery query, CancellationToken cancellationToken)
    {
        using var lease = _files.Rent(knowledge);
        var started = _time.GetTimestamp();
        var (vector, warning) = query.Mode == KnowledgeMode.Lexical ? (null, null) : await VectorAsync(knowledge, lease.Index.Serving.Settings.Model, query.Text, cancellationToken);
        var embedded = _time.GetTimestamp();
        if (vector is null && query.Mode == KnowledgeMode.Vector)
        {
            throw new KnowledgeException($"{warning} Ask in mode \"lexical\".", "knowledge_base_unavailable");
        }

        var mode = vector is null ? KnowledgeMode.Lexical : query.Mode;
        var hits = lease.Index.Search(new(query.Text, vector, mode != KnowledgeMode.Vector, query.TopK) { Threshold = query.Threshold, Filter = query.Filter }, cancellationToken);
        return new(hits, mode, warning is null ? [] : [$"{warning} Only words were looked for."], _time.GetElapsedTime(started, embedded), _time.GetElapsedTime(embedded));
    }

    private async Task<(float[]? Vector, string? Warning)> VectorAsync(KnowledgeBase knowledge, string model, string text, CancellationToken cancellationToken)
    {
        if (model == KnowledgeBase.NoModel)
        {
            return (null, "This knowledge base has no embedding model.");
        }

        try
        {
            var vectors = await new ModelEmbedder(_snapshots, knowledge.Organization, knowledge.Setup, _time, patient: false).EmbedAsync(model, [text], cancellationToken);
            return (UnitVector.Of(model, vectors[0]), null);
        }
        catch (EmbeddingException failure)
        {
            return (null, failure.Message);
        }
    }
}
