using System.ComponentModel;
using System.Text.Json.Serialization;

namespace QueryRewriting;

public sealed record ExpandedQuery
{
    [JsonPropertyName("queries")]
    [Description("Alternative queries, at most as many as were asked for; just the original when there are none.")]
    public required IReadOnlyList<string> Queries { get; init; }

    [JsonPropertyName("reason")]
    [Description("Why it is just the original: no_alternatives, refusal, or why the model did not answer, such as timeout or rate_limit. Null otherwise.")]
    public string? Reason { get; init; }

    internal static ExpandedQuery Original(string query, string reason) => new() { Queries = [query], Reason = reason };
}
