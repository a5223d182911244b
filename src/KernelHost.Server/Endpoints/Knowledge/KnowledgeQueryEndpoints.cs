using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using KernelHost.Knowledge;
using KernelHost.Knowledge.Search;
using KernelHost.Organizations;
using KernelHost.Rag;

namespace KernelHost.Server.Endpoints.Knowledge;

/// <summary>Asking a knowledge base.</summary>
internal static class KnowledgeQueryEndpoints
{
    private const int LongestQuery = 10_000;
    private const int MostFilterValues = 1000;

    public static void MapKnowledgeQuery(this RouteGroupBuilder group) => group.MapPost("/{kb}/query", QueryAsync)
        .WithSummary("Ask it; with a history, the question is first made to stand on its own").WithDescription(
            "mode: hybrid (default), lexical or vector. filter: {document_ids, documents, metadata: {member: value or list of values}}. Where no vector can be made, words answer, and warnings say so.");

    private static async Task<QueryAnswer> QueryAsync(
        string kb, QueryBody body, HttpContext context, CallerSetup callers, OrganizationDirectory organizations, KnowledgeBases bases, KnowledgeSearching searching, IQuestionRewriter rewriter,
        TimeProvider time)
    {
        var gone = context.RequestAborted;
        var query = body.Parse();
        var (_, knowledge) = await bases.FindAsync(callers.Caller, organizations, kb, gone);
        using var scope = callers.BeginScope(context.Request);
        var started = time.GetTimestamp();
        var rewritten = await RewriteAsync(body, callers, rewriter, gone);
        var rewriting = time.GetElapsedTime(started);
        var result = await searching.QueryAsync(knowledge, query with { Text = rewritten ?? query.Text }, gone);
        var timings = new QueryTimings(Round(rewriting), Round(result.Embedding), Round(result.Searching), Round(time.GetElapsedTime(started)));
        return new(
            query.Text, rewritten, [.. result.Hits.Select(HitAnswer.Of)], result.Mode.ToString().ToLowerInvariant(), timings, result.Warnings.IsEmpty ? null : result.Warnings);
    }

    private static async Task<string?> RewriteAsync(QueryBody body, CallerSetup callers, IQuestionRewriter rewriter, CancellationToken cancellationToken)
    {
        if (body.Rewrite is false || body.History is null or [])
        {
            return null;
        }

        var setup = await callers.OwnAsync(cancellationToken);
        var turns = body.History.Select(turn => new ConversationTurn(RequestMembers.Required(turn.Role, "history.role"), RequestMembers.Required(turn.Content, "history.content"))).ToArray();
        var question = await rewriter.RewriteAsync(await setup.KernelAsync(cancellationToken), body.Query ?? "", turns, cancellationToken);
        return question.Reason is null ? question.Query : null;
    }

    private static double Round(TimeSpan span) => Math.Round(span.TotalMilliseconds, 2);

    private static KnowledgeQuery Parse(this QueryBody body) => new(Text(body.Query))
    {
        Mode = body.Mode switch
        {
            null or "hybrid" => KnowledgeMode.Hybrid,
            "lexical" => KnowledgeMode.Lexical,
            "vector" => KnowledgeMode.Vector,
            _ => throw RequestMembers.Invalid("mode", "invalid_mode", "\"mode\" must be \"hybrid\", \"lexical\" or \"vector\"."),
        },
        TopK = body.TopK switch
        {
            null => 5,
            >= 1 and <= KnowledgeQuery.MostHits => body.TopK.Value,
            _ => throw RequestMembers.Invalid("top_k", "out_of_range", $"\"top_k\" must be from 1 to {KnowledgeQuery.MostHits}."),
        },
        Threshold = body.Threshold,
        Filter = body.Filter?.Parse(),
    };

    private static string Text(string? query) => RequestMembers.Required(query, "query") is var text && string.IsNullOrWhiteSpace(text) || text.Length > LongestQuery
        ? throw RequestMembers.Invalid("query", "invalid_query", $"\"query\" must have 1 to {LongestQuery} characters.") : text;

    private static DocumentFilter Parse(this FilterBody filter)
    {
        var metadata = (filter.Metadata ?? []).ToImmutableDictionary(pair => pair.Key, pair => Values(pair.Key, pair.Value));
        if ((filter.DocumentIds?.Length ?? 0) + (filter.Documents?.Length ?? 0) + metadata.Values.Sum(values => values.Length) > MostFilterValues)
        {
            throw RequestMembers.Invalid("filter", "invalid_filter", $"\"filter\" may have {MostFilterValues} values.");
        }

        return new() { Ids = [.. filter.DocumentIds ?? []], Names = [.. filter.Documents ?? []], Metadata = metadata };
    }

    private static ImmutableArray<JsonElement> Values(string member, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Array when value.EnumerateArray().All(item => item.ValueKind is not (JsonValueKind.Array or JsonValueKind.Object)) => [.. value.EnumerateArray()],
        JsonValueKind.Array or JsonValueKind.Object => throw RequestMembers.Invalid(
            $"filter.metadata.{member}", "invalid_filter", "A member of \"metadata\" is filtered by a value, or by a list of values of which any fits."),
        _ => [value],
    };
}

/// <param name="History">What was said before, oldest first.</param>
/// <param name="Rewrite">Make the question stand on its own first; default: when there is a history.</param>
/// <param name="TopK">1 to 100, default 5.</param>
/// <param name="Threshold">Hits whose score is below it are left out.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record QueryBody(
    string? Query, TurnBody[]? History = null, int? TopK = null, bool? Rewrite = null, string? Mode = null, double? Threshold = null, FilterBody? Filter = null);

/// <param name="Role"><c>user</c> or <c>assistant</c>.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record TurnBody(string? Role, string? Content);

/// <param name="DocumentIds">Only these.</param>
/// <param name="Documents">Only those of these names.</param>
/// <param name="Metadata">Only those whose metadata has these values; a list means any of them.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record FilterBody(string[]? DocumentIds = null, string[]? Documents = null, Dictionary<string, JsonElement>? Metadata = null);

/// <param name="RewrittenQuery">What was searched for; null = the query as it was.</param>
/// <param name="Mode">What the hits were found by.</param>
/// <param name="Warnings">What could not be done as asked.</param>
internal sealed record QueryAnswer(
    string Query, string? RewrittenQuery, IReadOnlyList<HitAnswer> Hits, string Mode, QueryTimings TimingsMs,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? Warnings);

/// <param name="Chunk">Its number in the document, from 0.</param>
/// <param name="Position">Where it begins in the document's text, in UTF-16 code units; null where an external server does not say.</param>
/// <param name="Heading">The headings it stands under.</param>
/// <param name="Score">By the mode's own measure; comparable within one answer only.</param>
internal sealed record HitAnswer(string Document, string DocumentId, int Chunk, int? Position, string? Heading, string Text, double Score, HitScores Scores)
{
    public static HitAnswer Of(FoundChunk hit) => new(
        hit.Document, hit.DocumentId, hit.Number, hit.Start, hit.Heading.Length > 0 ? hit.Heading : null, hit.Text, Math.Round(hit.Score, 6),
        new(hit.Lexical is { } words ? Math.Round(words, 6) : null, hit.Vector is { } cosine ? Math.Round(cosine, 6) : null));
}

/// <param name="Lexical">BM25; null when words played no part.</param>
/// <param name="Vector">The cosine; null when vectors played no part.</param>
internal sealed record HitScores(double? Lexical, double? Vector);

internal sealed record QueryTimings(double Rewrite, double Embed, double Search, double Total);
