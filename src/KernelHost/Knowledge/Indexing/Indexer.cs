using KernelHost.Knowledge.Chunking;
using KernelHost.Knowledge.Index;
using KernelHost.Knowledge.Text;

namespace KernelHost.Knowledge.Indexing;

/// <summary>
/// Takes the waiting documents of one knowledge base into one generation: cut, embed, keep, batch by batch. What a batch kept stays: a run that is broken off is taken up where it ended, and
/// nothing is embedded twice. One run per generation at a time.
/// </summary>
internal sealed class Indexer(KnowledgeIndex index, Generation generation, IPassageEmbedder embedder)
{
    private const int BatchSize = 64;

    private readonly List<(WaitingVersion Version, Chunk Chunk, bool IsLast)> _batch = [];
    private readonly List<WaitingVersion> _whole = [];
    private readonly HashSet<long> _failed = [];
    private double _doneCharacters;
    private double _allCharacters;
    private int _documents;
    private int _of;
    private long _chunks;

    /// <summary>Called after every batch.</summary>
    public Action<IndexProgress>? Progressed { get; init; }

    /// <summary>Says why nothing more may be kept; null = it may.</summary>
    public Func<string?>? Full { get; init; }

    /// <summary>What could not be taken, with the reason.</summary>
    public List<(string Document, string Reason)> Failures { get; } = [];

    /// <param name="waiting">What to take; what the index says is waiting.</param>
    /// <exception cref="EmbeddingException">The model cannot be asked; what was kept stays, the rest goes on waiting.</exception>
    public async Task RunAsync(IReadOnlyList<WaitingVersion> waiting, CancellationToken cancellationToken)
    {
        (_of, _allCharacters) = (waiting.Count, Math.Max(1, waiting.Sum(version => version.Characters)));
        foreach (var version in waiting)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await AddAsync(version, cancellationToken);
        }

        await FlushAsync(cancellationToken);
    }

    private async Task AddAsync(WaitingVersion version, CancellationToken cancellationToken)
    {
        if (index.SourceOf(version) is not { } source || Cut(version, source) is not { } chunks)
        {
            return;
        }

        var done = index.Stored(generation, version, chunks);
        if (done == chunks.Count)
        {
            _whole.Add(version);
        }

        foreach (var chunk in chunks.Skip(done))
        {
            _batch.Add((version, chunk, chunk.Number == chunks.Count - 1));
            if (_batch.Count == BatchSize)
            {
                await FlushAsync(cancellationToken);
                if (_failed.Contains(version.Number))
                {
                    return;
                }
            }
        }
    }

    private IReadOnlyList<Chunk>? Cut(WaitingVersion version, string source)
    {
        try
        {
            return Chunker.Cut(TextExtractor.Extract(version.ContentType, source), generation.Chunking);
        }
        catch (UnreadableDocumentException unreadable)
        {
            Fail(version, unreadable.Message);
            return null;
        }
    }

    private async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (_batch.Count == 0 && _whole.Count == 0)
        {
            return;
        }

        if (Full?.Invoke() is { } reason)
        {
            foreach (var version in Versions())
            {
                Fail(version, reason);
            }
        }
        else
        {
            await KeepAsync(cancellationToken);
        }

        _batch.Clear();
        _whole.Clear();
        Progressed?.Invoke(new(Math.Min(1, _doneCharacters / _allCharacters), _chunks, _documents, _of));
    }

    private async Task KeepAsync(CancellationToken cancellationToken)
    {
        try
        {
            await KeepAsync([.. _batch], [.. _whole], cancellationToken);
        }
        catch (EmbeddingException refused) when (refused.IsInputs)
        {
            // One of these texts; each document by itself, so that the others do not pay for it.
            index.Store(generation, [], _whole);
            foreach (var version in _batch.Select(item => item.Version).Distinct().ToArray())
            {
                await KeepAloneAsync(version, cancellationToken);
            }
        }
    }

    private async Task KeepAloneAsync(WaitingVersion version, CancellationToken cancellationToken)
    {
        try
        {
            await KeepAsync(_batch.FindAll(item => item.Version == version), [], cancellationToken);
        }
        catch (EmbeddingException refused) when (refused.IsInputs)
        {
            Fail(version, refused.Message);
        }
    }

    private async Task KeepAsync(List<(WaitingVersion Version, Chunk Chunk, bool IsLast)> batch, List<WaitingVersion> whole, CancellationToken cancellationToken)
    {
        var vectors = generation.Settings.HasVectors && batch.Count > 0
            ? await EmbedAsync(batch.ConvertAll(item => Passage(item.Chunk)), cancellationToken)
            : null;
        index.Store(generation, [.. batch.Select((item, at) => new NewChunk(item.Version, item.Chunk, vectors?[at], item.IsLast))], whole);
        _chunks += batch.Count;
        _documents += whole.Count + batch.Count(item => item.IsLast);
        _doneCharacters += batch.Sum(item => (double)item.Chunk.Text.Length);
    }

    private async Task<float[][]> EmbedAsync(List<string> texts, CancellationToken cancellationToken)
    {
        var model = generation.Settings.Model;
        var vectors = await embedder.EmbedAsync(model, texts, cancellationToken);
        var length = generation.Dimensions ?? vectors[0].Length;
        return vectors.Count == texts.Count && vectors.All(vector => vector.Length == length)
            ? [.. vectors.Select(vector => UnitVector.Of(model, vector))]
            : throw new EmbeddingException($"{model} answered with vectors of other dimensions than the {length} of this index: re-index the knowledge base.", isInputs: false);
    }

    /// <summary>What is embedded: a passage says more under its headings.</summary>
    private static string Passage(Chunk chunk) => chunk.Heading.Length == 0 ? chunk.Text : $"{chunk.Heading}\n\n{chunk.Text}";

    private IEnumerable<WaitingVersion> Versions() => _batch.Select(item => item.Version).Concat(_whole).Distinct();

    private void Fail(WaitingVersion version, string reason)
    {
        index.Fail(generation, version, reason);
        _failed.Add(version.Number);
        _documents++;
        Failures.Add((version.DocumentName, reason));
    }
}
