using System.Collections.Frozen;
using System.Text.Json;
using KernelHost.Providers.Http;
using Microsoft.Extensions.AI;

namespace KernelHost.Providers.OpenAi;

/// <summary>
/// A whole chat completion. Only its first choice is read: a chat client gives one answer. Members without a name here (logprobs,
/// system_fingerprint, service_tier, …) are kept as JSON in the additional properties: the answer's and choice's on the response, the message's on the message.
/// </summary>
internal static class ChatAnswer
{
    /// <summary>The <see cref="ErrorContent.ErrorCode"/> of a model's refusal.</summary>
    public const string Refusal = "Refusal";

    public static readonly FrozenSet<string> AnswerMembers = FrozenSet.Create("id", "object", "created", "model", "choices", "usage", "error", "obfuscation");
    public static readonly FrozenSet<string> ChoiceMembers = FrozenSet.Create("index", "message", "delta", "finish_reason");
    public static readonly FrozenSet<string> MessageMembers =
        FrozenSet.Create("role", "content", "refusal", "tool_calls", "function_call", "reasoning", "reasoning_content");

    public static ChatResponse Read(JsonElement answer, ProviderConnection connection)
    {
        var choice = answer.Items("choices").FirstOrDefault();
        var wire = choice.Object("message");
        if (wire.ValueKind != JsonValueKind.Object)
            throw ProviderHttp.NotAnAnswer(connection, "no choice in its answer");

        var properties = new AdditionalPropertiesDictionary();
        answer.AddUnknownMembers(ref properties!, AnswerMembers.Contains);
        choice.AddUnknownMembers(ref properties!, ChoiceMembers.Contains);
        return new(Message(wire, answer.Text("id")))
        {
            ResponseId = answer.Text("id"),
            ModelId = answer.Text("model"),
            CreatedAt = Created(answer),
            FinishReason = Finish(choice),
            Usage = UsageReader.Read(answer),
            AdditionalProperties = properties.Count > 0 ? properties : null,
        };
    }

    public static DateTimeOffset? Created(JsonElement answer) =>
        answer.Number("created") is { } seconds and > 0 and < 253_402_300_800 ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;

    /// <summary>Null when absent or empty: some servers write an empty reason on every chunk.</summary>
    public static ChatFinishReason? Finish(JsonElement choice) => choice.Text("finish_reason") switch
    {
        null or "" => null,
        "function_call" => ChatFinishReason.ToolCalls,
        { } reason => new(reason),
    };

    /// <summary>Reasoning, text and refusal of a message or a delta, in this order.</summary>
    public static IEnumerable<AIContent> Contents(JsonElement message)
    {
        if ((message.Text("reasoning_content") ?? message.Text("reasoning")) is { Length: > 0 } reasoning)
            yield return new TextReasoningContent(reasoning);
        if (message.Text("content") is { Length: > 0 } text)
            yield return new TextContent(text);
        foreach (var part in message.Items("content"))
        {
            if (part.Text("text") is { Length: > 0 } partText)
                yield return new TextContent(partText);
        }

        if (message.Text("refusal") is { Length: > 0 } refusal)
            yield return new ErrorContent(refusal) { ErrorCode = Refusal };
    }

    private static ChatMessage Message(JsonElement wire, string? id)
    {
        var calls = new ToolCallAssembler();
        foreach (var call in wire.Items("tool_calls"))
            calls.Add(call, isWhole: true);

        AdditionalPropertiesDictionary? properties = null;
        wire.AddUnknownMembers(ref properties, MessageMembers.Contains);
        return new(ChatRole.Assistant, [.. Contents(wire), .. calls.Take()]) { MessageId = id, AdditionalProperties = properties };
    }
}
