using System.Collections.Frozen;
using System.Text.Json;
using KernelHost.Providers.Http;
using Microsoft.Extensions.AI;

namespace KernelHost.Providers.Anthropic;

/// <summary>
/// The body of <c>POST /v1/messages</c>. Additional properties go along as they are (thinking, cache_control, service_tier, container …), but for those only
/// OpenAI's wire has: Anthropic refuses a member it does not know.
/// </summary>
internal sealed class AnthropicRequest(ProviderConnection connection, string model, ChatOptions options, bool stream)
{
    private static readonly FrozenSet<string> Ours = FrozenSet.Create(
        "model", "messages", "system", "max_tokens", "stream", "stop_sequences", "tools", "tool_choice", "metadata", "temperature", "top_p", "top_k", "strict",
        AnthropicOutput.Member, AnthropicThinking.Member);

    private readonly ClaudeModel _model = ClaudeModel.Of(model);

    public ReadOnlyMemory<byte> ToJson(IEnumerable<ChatMessage> messages) => WireJson.Object(writer =>
    {
        var thinking = AnthropicThinking.Of(options, _model);
        writer.WriteString("model", model);
        writer.WriteNumber("max_tokens", thinking.MaxTokens);
        if (stream)
            writer.WriteBoolean("stream", true);
        new AnthropicMessages(writer, connection).Write(messages, options.Instructions);
        AnthropicTools.Write(writer, options);
        thinking.Write(writer);
        AnthropicOutput.Write(writer, options, thinking.Effort);
        WriteSampling(writer);
        WriteMetadata(writer);
        writer.WriteMembers(options.AdditionalProperties, name => Ours.Contains(name) || !AnthropicParameters.Passes(model, name, options.AdditionalProperties?[name]));
    });

    private void WriteSampling(Utf8JsonWriter writer)
    {
        if (_model.TakesSampling)
        {
            writer.WriteOptional("temperature", options.Temperature);
            writer.WriteOptional("top_p", options.TopP);
            writer.WriteOptional("top_k", options.TopK);
        }

        if (options.StopSequences is { Count: > 0 } stop)
            writer.WriteMember("stop_sequences", stop);
    }

    /// <summary>OpenAI's <c>user</c> is Anthropic's <c>metadata.user_id</c>, which may also be given as such.</summary>
    private void WriteMetadata(Utf8JsonWriter writer)
    {
        var user = (Property("metadata") is { } metadata ? metadata.Text("user_id") : null) ?? options.AdditionalProperties?.GetValueOrDefault("user") switch
        {
            JsonElement { ValueKind: JsonValueKind.String } text => text.GetString(),
            string text => text,
            _ => null,
        };
        if (user is not { Length: > 0 })
            return;
        writer.WriteStartObject("metadata");
        writer.WriteString("user_id", user);
        writer.WriteEndObject();
    }

    private JsonElement? Property(string name) => options.AdditionalProperties?.GetValueOrDefault(name) is JsonElement element ? element : null;
}
