using System.Text.Json;
using KernelHost.Providers.Http;

namespace KernelHost.Providers.Ollama;

/// <summary>Ollama lists tokens with their log probabilities beside the message; OpenAI has them in an object, with bytes and alternatives that may be empty but not missing.</summary>
internal static class OllamaLogProbs
{
    /// <summary>Null when the line has none.</summary>
    public static JsonElement? Read(JsonElement line)
    {
        var tokens = line.Items("logprobs").ToArray();
        return tokens.Length == 0 ? null : JsonElement.Parse(WireJson.Object(writer =>
        {
            writer.WriteStartArray("content");
            foreach (var token in tokens)
                Write(writer, token, withAlternatives: true);
            writer.WriteEndArray();
            writer.WriteNull("refusal");
        }).Span);
    }

    private static void Write(Utf8JsonWriter writer, JsonElement token, bool withAlternatives)
    {
        writer.WriteStartObject();
        writer.WriteString("token", token.Text("token") ?? "");
        writer.WritePropertyName("logprob");
        if (token.TryGetProperty("logprob", out var logprob))
            logprob.WriteTo(writer);
        else
            writer.WriteNullValue();
        writer.WritePropertyName("bytes");
        if (token.TryGetProperty("bytes", out var bytes))
            bytes.WriteTo(writer);
        else
            writer.WriteNullValue();
        if (withAlternatives)
            WriteAlternatives(writer, token);
        writer.WriteEndObject();
    }

    private static void WriteAlternatives(Utf8JsonWriter writer, JsonElement token)
    {
        writer.WriteStartArray("top_logprobs");
        foreach (var alternative in token.Items("top_logprobs"))
            Write(writer, alternative, withAlternatives: false);
        writer.WriteEndArray();
    }
}
