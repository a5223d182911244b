using System.Collections.Immutable;

namespace KernelHost.Testing;

/// <summary>
/// The organisation's knowledge bases, as the test fills them. It searches nothing: a question finds all passages of the knowledge bases it asks, in the order they
/// were added, within its <c>TopK</c> and threshold. Thread-safe.
/// </summary>
public sealed class ScriptedKnowledge : IKnowledgeSearch
{
    private readonly Lock _lock = new();
    private readonly List<KnowledgeHit> _passages = [];
    private readonly List<KnowledgeQuestion> _questions = [];
    private KnowledgeException? _failure;

    internal ScriptedKnowledge()
    {
    }

    /// <summary>What was asked, oldest first.</summary>
    public IReadOnlyList<KnowledgeQuestion> Questions
    {
        get
        {
            lock (_lock)
                return [.. _questions];
        }
    }

    /// <summary>Adds a passage, and its knowledge base with the first one.</summary>
    /// <param name="knowledgeBase">The knowledge base's slug.</param>
    /// <param name="document">The document's name, which is its id too.</param>
    /// <param name="text">The passage.</param>
    /// <param name="score">How well it fits every question.</param>
    public ScriptedKnowledge Add(string knowledgeBase, string document, string text, double score = 1)
    {
        lock (_lock)
        {
            var number = _passages.Count(passage => passage.KnowledgeBase == knowledgeBase && passage.Document == document);
            _passages.Add(new(knowledgeBase, document, document, number, null, text, score));
        }

        return this;
    }

    /// <summary>From now on every search fails.</summary>
    /// <param name="code">One of <see cref="KnowledgeException.Code"/>, such as <c>knowledge_base_unavailable</c>.</param>
    public ScriptedKnowledge Fails(string code)
    {
        lock (_lock)
            _failure = new($"The scripted knowledge base failed: {code}.", code);
        return this;
    }

    /// <summary>It was searched for these, in order, and for nothing else.</summary>
    /// <exception cref="PluginTestException">It was not.</exception>
    public void AssertSearched(params string[] queries)
    {
        var asked = Questions.Select(question => question.Query).ToArray();
        if (!asked.SequenceEqual(queries, StringComparer.Ordinal))
            throw new PluginTestException($"The knowledge bases should have been searched for {Quote(queries)}. They were searched for {Quote(asked)}.");
    }

    Task<IReadOnlyList<KnowledgeBaseSummary>> IKnowledgeSearch.ListAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
            return Task.FromResult<IReadOnlyList<KnowledgeBaseSummary>>([.. Slugs().Select(slug => new KnowledgeBaseSummary(slug, slug, ""))]);
    }

    Task<KnowledgeAnswer> IKnowledgeSearch.SearchAsync(KnowledgeQuestion question, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _questions.Add(question);
            return (_failure ?? Missing(question)) is { } failure ? Task.FromException<KnowledgeAnswer>(failure) : Task.FromResult(new KnowledgeAnswer([.. Find(question)], question.Mode, []));
        }
    }

    private IEnumerable<KnowledgeHit> Find(KnowledgeQuestion question) => _passages
        .Where(passage => question.KnowledgeBases is [] || question.KnowledgeBases.Contains(passage.KnowledgeBase))
        .Where(passage => question.Threshold is not { } least || passage.Score >= least)
        .Take(question.TopK);

    private KnowledgeException? Missing(KnowledgeQuestion question) =>
        question.KnowledgeBases.Except(Slugs(), StringComparer.Ordinal).FirstOrDefault() is { } missing
            ? new($"There is no knowledge base '{missing}'.", "knowledge_base_not_found")
            : null;

    private ImmutableArray<string> Slugs() => [.. _passages.Select(passage => passage.KnowledgeBase).Distinct(StringComparer.Ordinal)];

    private static string Quote(string[] queries) => queries.Length == 0 ? "nothing" : string.Join(", ", queries.Select(query => $"\"{query}\""));
}
