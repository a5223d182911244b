using System.Collections.Immutable;
using System.Text.Json;
using KernelHost.Kernels;
using KernelHost.Knowledge.Search;
using KernelHost.Organizations;
using Microsoft.Extensions.DependencyInjection;

namespace KernelHost.Knowledge;

/// <summary><see cref="IKnowledgeSearch"/> of one organisation. Thread-safe.</summary>
internal sealed class OrganizationKnowledge(OrganizationDirectory organizations, KnowledgeBases bases, KnowledgeSearching searching, string organization) : IKnowledgeSearch
{
    public async Task<IReadOnlyList<KnowledgeBaseSummary>> ListAsync(CancellationToken cancellationToken = default) =>
        [.. (await bases.AllAsync(Own(), cancellationToken)).Select(one => new KnowledgeBaseSummary(one.Slug, one.Name, one.Description))];

    public async Task<KnowledgeAnswer> SearchAsync(KnowledgeQuestion question, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(question);
        var query = Query(question);
        var asked = question.KnowledgeBases.IsEmpty
            ? await bases.AllAsync(Own(), cancellationToken)
            : await Task.WhenAll(question.KnowledgeBases.Distinct().Select(slug => bases.GetAsync(Own(), slug, cancellationToken)));
        var results = new List<(KnowledgeBase Base, KnowledgeResult Result)>();
        foreach (var one in asked)
        {
            results.Add((one, await searching.QueryAsync(one, query, cancellationToken)));
        }

        return new(
            [.. Merge(results, question.Mode).OrderByDescending(hit => hit.Score).Take(question.TopK)],
            results.Count > 0 && results.All(one => one.Result.Mode == results[0].Result.Mode) ? results[0].Result.Mode : question.Mode,
            [.. results.SelectMany(one => one.Result.Warnings).Distinct()]);
    }

    /// <summary>
    /// The hits of several bases under one measure. A hybrid score says how a chunk stands among its own base's, where the best is always 1: between bases the words' and the vectors' own
    /// scores are compared, each as a share of the best there is.
    /// </summary>
    private static IEnumerable<KnowledgeHit> Merge(List<(KnowledgeBase Base, KnowledgeResult Result)> results, KnowledgeMode mode)
    {
        var hits = results.SelectMany(one => one.Result.Hits.Select(hit => (one.Base, Hit: Hit(one.Base, hit)))).ToArray();
        if (mode != KnowledgeMode.Hybrid || results.Count < 2)
        {
            return hits.Select(one => one.Hit);
        }

        var (words, vectors) = (hits.Max(one => one.Hit.LexicalScore) ?? 0, hits.Max(Likeness) ?? 0);
        return hits.Select(one => one.Hit with { Score = (Share(one.Hit.LexicalScore, words) * WeightOf(one.Base)) + (Share(Likeness(one), vectors) * (1 - WeightOf(one.Base))) });
    }

    // An external server's score is a likeness.
    private static double? Likeness((KnowledgeBase Base, KnowledgeHit Hit) one) => one.Base.IsExternal ? one.Hit.Score : one.Hit.VectorScore;

    private static double Share(double? score, double best) => best > 0 && score > 0 ? score.Value / best : 0;

    private static double WeightOf(KnowledgeBase one) => one.IsExternal ? 0 : one.EmbeddingModel == KnowledgeBase.NoModel ? 1 : Fusion.LexicalWeight(one.EmbeddingModel);

    private Organization Own() => organizations.Find(organization) ?? throw new KnowledgeException("The organisation is gone.", "knowledge_base_not_found");

    private static KnowledgeQuery Query(KnowledgeQuestion question) => string.IsNullOrWhiteSpace(question.Query) ? throw Invalid("The query is empty.")
        : question.TopK is < 1 or > KnowledgeQuery.MostHits ? throw Invalid($"TopK must be from 1 to {KnowledgeQuery.MostHits}.")
        : new(question.Query) { Mode = question.Mode, TopK = question.TopK, Threshold = question.Threshold, Filter = question.Filter is { Count: > 0 } filter ? Filter(filter) : null };

    private static DocumentFilter Filter(IReadOnlyDictionary<string, JsonElement> filter) => new()
    {
        Metadata = filter.ToImmutableDictionary(pair => pair.Key, pair => pair.Value.ValueKind == JsonValueKind.Array ? [.. pair.Value.EnumerateArray()] : ImmutableArray.Create(pair.Value)),
    };

    private static KnowledgeHit Hit(KnowledgeBase one, FoundChunk hit) => new(one.Slug, hit.DocumentId, hit.Document, hit.Number, hit.Start, hit.Text, hit.Score)
    {
        Heading = hit.Heading.Length > 0 ? hit.Heading : null,
        LexicalScore = hit.Lexical,
        VectorScore = hit.Vector,
    };

    private static KnowledgeException Invalid(string message) => new(message, "invalid_query");
}

/// <summary>Gives plugins the knowledge of their organisation.</summary>
/// <param name="host">Asked when a plugin asks: knowledge bases stand on kernels.</param>
internal sealed class KnowledgeForPlugins(IServiceProvider host) : ISetupService
{
    public Type Type => typeof(IKnowledgeSearch);

    public object CreateFor(SetupSnapshot setup) => ActivatorUtilities.CreateInstance<OrganizationKnowledge>(host, setup.Organization);
}
