using KernelHost.Providers.Embedded.Text;
using Microsoft.Extensions.AI;

namespace KernelHost.Providers.Embedded;

/// <summary>One finished answer: its content cut to what the options allow, why it ended, and what it cost by the token estimate.</summary>
internal sealed record EmbeddedReply(string Id, List<AIContent> Contents, ChatFinishReason FinishReason, UsageDetails Usage)
{
    public static EmbeddedReply Of(FunctionCallContent call, long inputTokens) =>
        Of([call], call.CallId, ChatFinishReason.ToolCalls, inputTokens, TextPieces.CountTokens($"{call.Name} {string.Join(' ', call.Arguments?.Values ?? [])}"));

    public static EmbeddedReply Of(string answer, ChatOptions? options, long inputTokens)
    {
        var (text, cut) = TextPieces.Limit(BeforeStop(answer, options?.StopSequences ?? []), options?.MaxOutputTokens);
        return Of([new TextContent(text)], text, cut ? ChatFinishReason.Length : ChatFinishReason.Stop, inputTokens, TextPieces.CountTokens(text));
    }

    private static EmbeddedReply Of(List<AIContent> contents, string identity, ChatFinishReason reason, long inputTokens, long outputTokens) =>
        new($"embedded-{StableHash.Of(identity):x16}", contents, reason, new UsageDetails
        {
            InputTokenCount = inputTokens,
            OutputTokenCount = outputTokens,
            TotalTokenCount = inputTokens + outputTokens,
        });

    private static string BeforeStop(string text, IEnumerable<string> stops)
    {
        var ends = stops.Where(stop => stop.Length > 0).Select(stop => text.IndexOf(stop, StringComparison.Ordinal)).Where(at => at >= 0).ToList();
        return ends.Count == 0 ? text : text[..ends.Min()];
    }
}
