using System.Text.Json;
using KernelHost.Upstream.Wires;

namespace KernelHost.Upstream;

/// <summary>One call as an endpoint sees it.</summary>
internal sealed record Incoming(Stage Stage, IDialect Dialect, JournalEntry Entry, JsonElement Json, IFormCollection? Form, PlannedFault? Planned, string? RouteId)
{
    public string Model => Entry.Model ?? "";

    public long Created => Stage.Now.ToUnixTimeSeconds();

    /// <summary>The body, when it is an object that names a model.</summary>
    public JsonElement Body() => Json.ValueKind switch
    {
        JsonValueKind.Object when Entry.Model is { Length: > 0 } => Json,
        JsonValueKind.Object => throw new RefusedException(new Failure(400, "The request names no model.", "missing_required_parameter", "model")),
        _ => throw new RefusedException(new Failure(400, "The body is not a JSON object.")),
    };

    public string Id(string prefix) => $"{prefix}{Stage.NextId()}";

    /// <summary>The assistant's answer, cut to the asked length, with its usage counted.</summary>
    public Answer Ask(Question question)
    {
        var answer = Limit(Stage.Scripts.For(question), question.MaxTokens);
        answer = answer with
        {
            FinishReason = answer.FinishReason ?? (answer.ToolCalls.Count > 0 ? "tool_calls" : "stop"),
            Usage = answer.Usage ?? Words.Usage(question, answer),
        };
        return Planned?.Fault.Answer(answer) ?? answer;
    }

    private static Answer Limit(Answer answer, int? most) =>
        answer.Text is { } text && Words.Split(text) is var words && words.Count > most
            ? answer with { Text = string.Concat(words.Take(most.Value)), FinishReason = "length" }
            : answer;
}
