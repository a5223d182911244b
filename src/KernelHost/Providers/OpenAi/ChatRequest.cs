using System.Collections.Frozen;
using System.Text.Json;
using KernelHost.Providers.Http;
using Microsoft.Extensions.AI;

namespace KernelHost.Providers.OpenAi;

/// <summary>The body of <c>POST /chat/completions</c>.</summary>
internal sealed class ChatRequest(ProviderConnection connection, string model, ChatOptions? options, bool stream)
{
    private static readonly FrozenSet<string> AlwaysOurs = FrozenSet.Create("model", "messages", "stream", "stream_options");

    public ReadOnlyMemory<byte> ToJson(IEnumerable<ChatMessage> messages) => WireJson.Object(writer =>
    {
        writer.WriteString("model", model);
        WriteMessages(writer, messages);
        WriteStream(writer);
        if (options is not null)
            WriteOptions(writer, options);
    });

    private void WriteMessages(Utf8JsonWriter writer, IEnumerable<ChatMessage> messages)
    {
        writer.WriteStartArray("messages");
        if (options?.Instructions is { Length: > 0 } instructions)
            MessageWriter.Write(writer, new(ChatRole.System, instructions), connection);
        foreach (var message in messages)
            MessageWriter.Write(writer, message, connection);
        writer.WriteEndArray();
    }

    // Usage is always asked for; whether the client sees it is not this client's business.
    private void WriteStream(Utf8JsonWriter writer)
    {
        if (!stream)
            return;
        writer.WriteBoolean("stream", true);
        writer.WriteStartObject("stream_options");
        if (options?.AdditionalProperties?.GetValueOrDefault("stream_options") is JsonElement { ValueKind: JsonValueKind.Object } theirs)
            writer.WriteMembers(theirs.EnumerateObject().Select(m => KeyValuePair.Create(m.Name, (object?)m.Value)), name => name == "include_usage");
        writer.WriteBoolean("include_usage", true);
        writer.WriteEndObject();
    }

    private void WriteOptions(Utf8JsonWriter writer, ChatOptions options)
    {
        writer.WriteOptional("temperature", options.Temperature);
        writer.WriteOptional("top_p", options.TopP);
        writer.WriteOptional("top_k", options.TopK);
        writer.WriteOptional(OutputLimit.NameFor(connection, model), options.MaxOutputTokens);
        writer.WriteOptional("seed", options.Seed);
        writer.WriteOptional("frequency_penalty", options.FrequencyPenalty);
        writer.WriteOptional("presence_penalty", options.PresencePenalty);
        writer.WriteOptional("reasoning_effort", Effort(options));
        if (options.StopSequences is { Count: > 0 } stop)
            writer.WriteMember("stop", stop);
        ToolWriter.Write(writer, options);
        ResponseFormatWriter.Write(writer, options);
        writer.WriteMembers(options.AdditionalProperties, name => IsTaken(name, options));
    }

    private static bool IsTaken(string name, ChatOptions options) => AlwaysOurs.Contains(name) || name switch
    {
        "temperature" => options.Temperature is not null,
        "top_p" => options.TopP is not null,
        "top_k" => options.TopK is not null,
        OutputLimit.MaxTokens or OutputLimit.MaxCompletionTokens => options.MaxOutputTokens is not null,
        "seed" => options.Seed is not null,
        "frequency_penalty" => options.FrequencyPenalty is not null,
        "presence_penalty" => options.PresencePenalty is not null,
        "reasoning_effort" => Effort(options) is not null,
        "stop" => options.StopSequences is { Count: > 0 },
        "tools" or "tool_choice" or "parallel_tool_calls" => ToolWriter.Writes(name, options),
        "response_format" => options.ResponseFormat is not null,
        "strict" => ResponseFormatWriter.TakesStrict(options),
        _ => false,
    };

    private static string? Effort(ChatOptions options) => options.Reasoning?.Effort switch
    {
        null => null,
        ReasoningEffort.None => "none",
        ReasoningEffort.Low => "low",
        ReasoningEffort.Medium => "medium",
        ReasoningEffort.High => "high",
        _ => "xhigh",
    };
}
