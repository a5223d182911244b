using System.Text.Json.Nodes;

namespace KernelHost.Upstream;

/// <summary>The answer nobody scripted: predictable from the request alone.</summary>
internal static class Echo
{
    public static Answer To(Question question)
    {
        var answer = question switch
        {
            _ when CallsFor(question) is { Length: > 0 } calls => Answer.Calls(calls),
            { Schema: { } schema } => SchemaSample.For(schema)?.ToJsonString(Json.Options) ?? "null",
            { AnyJson: true } => new JsonObject { ["answer"] = Text(question) }.ToJsonString(Json.Options),
            _ => Text(question),
        };
        return question.Think ? answer with { Thinking = $"Thinking about {question.LastUserText}" } : answer;
    }

    private static string Text(Question question)
    {
        var images = question.Turns.Sum(t => t.Images);
        var seen = images > 0 ? $" [images: {images}]" : "";
        return $"{question.Model}: {string.Join(", ", Heard(question))}{seen}";
    }

    // Results of tools stand at the end, one message for each parallel call.
    private static IEnumerable<string> Heard(Question question) =>
        question.Turns is [.., { Role: "tool" }]
            ? question.Turns.Reverse().TakeWhile(t => t.Role == "tool").Reverse().Select(t => t.Text)
            : [question.LastUserText];

    private static ToolCall[] CallsFor(Question question)
    {
        var asked = question.Turns is [.., { Role: "user" }];
        var wanted = question switch
        {
            _ when !asked => [],
            { ToolUse: ToolUse.None } => [],
            { ToolName: { } name } => question.Tools.Where(t => t.Name == name),
            { ToolUse: ToolUse.Required } => question.Tools.Take(1),
            _ => question.Tools.Take(WillingCalls(question)),
        };
        return [.. wanted.Select(t => new ToolCall(t.Name, SchemaSample.Arguments(t.Schema)))];
    }

    // A model named …tools… calls the first two tools at once, one named …tool… just the first.
    private static int WillingCalls(Question question) => question.Model switch
    {
        var m when m.Contains("tools", StringComparison.Ordinal) && question.ParallelCalls => 2,
        var m when m.Contains("tool", StringComparison.Ordinal) => 1,
        _ => 0,
    };
}
