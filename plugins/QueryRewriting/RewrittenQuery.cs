using System.ComponentModel;
using System.Text.Json.Serialization;

namespace QueryRewriting;

public sealed record RewrittenQuery
{
    [JsonPropertyName("query")]
    [Description("The query to search with: rewritten, or the original.")]
    public required string Query { get; init; }

    [JsonPropertyName("rewritten")]
    [Description("Whether it differs from the original.")]
    public required bool Rewritten { get; init; }

    [JsonPropertyName("reason")]
    [Description("Why it is the original: unchanged (it stands on its own), empty_answer, answer_too_long, refusal, or why the model did not answer, such as timeout or rate_limit. Null when rewritten.")]
    public string? Reason { get; init; }

    internal static RewrittenQuery Original(string query, string reason) => new() { Query = query, Rewritten = false, Reason = reason };
}
