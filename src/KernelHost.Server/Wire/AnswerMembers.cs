using System.Text.Json;
using Microsoft.Extensions.AI;

namespace KernelHost.Server.Wire;

/// <summary>Where the parts of an answer stand on the wire. Providers hand over what has no type of its own in one flat dictionary.</summary>
internal static class AnswerMembers
{
    public const string ToolCalls = "tool_calls";
    public const string FunctionCall = "function_call";

    public static bool StandInChoice(string name) => name is "content_filter_results" or "stop_reason";

    public static bool StandInDelta(string name) => name is "annotations" or "audio" or "reasoning_details";

    public static bool StandInAnswer(string name) => !StandInChoice(name) && name is not ("logprobs" or "model_info" or "id" or "object" or "created" or "model" or "choices" or "usage");

    public static bool StandInChunk(string name) => StandInAnswer(name) && !StandInDelta(name);

    public static bool StandInMessage(string name) => !IsMeasurement(name) && name is not ("role" or "content" or "refusal" or "reasoning_content" or "tool_calls" or "function_call" or "logprobs");

    /// <summary>A model that called tools has stopped for them, whatever its server says.</summary>
    /// <param name="calls">What the client calls calls: <c>tool_calls</c>, or <c>function_call</c>; null when there were none.</param>
    public static string Finish(ChatFinishReason? reason, string? calls) => reason switch
    {
        null => calls ?? "stop",
        { Value: "stop" or ToolCalls } => calls ?? reason.Value.Value,
        { Value: var value } => value,
    };

    public static string? Reasoning(IEnumerable<AIContent> contents)
    {
        var reasoning = string.Concat(contents.OfType<TextReasoningContent>().Select(content => content.Text));
        return reasoning.Length > 0 ? reasoning : null;
    }

    /// <param name="places">Some providers hand them over with the answer, some with its message.</param>
    public static void WriteLogProbs(Utf8JsonWriter writer, params IEnumerable<AdditionalPropertiesDictionary?> places)
    {
        writer.WritePropertyName("logprobs");
        if (places.Select(place => place?.GetValueOrDefault("logprobs")).OfType<JsonElement>().ToArray() is [var json, ..])
            json.WriteTo(writer);
        else
            writer.WriteNullValue();
    }

    /// <summary>What Ollama says of its own speed has no place in this format.</summary>
    private static bool IsMeasurement(string name) => name.EndsWith("_duration", StringComparison.Ordinal);
}
