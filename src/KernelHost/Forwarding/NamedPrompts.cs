using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using KernelHost.Organizations;

namespace KernelHost.Forwarding;

/// <summary>The messages of a named model's prompts in OpenAI's format, with commas between them.</summary>
internal static class NamedPrompts
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Empty when there are none.</summary>
    public static byte[] Of(NamedModel named, Setup setup)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, Options);
        foreach (var message in named.PromptNames.SelectMany(name => setup.Prompts.Where(prompt => prompt.Name == name)).SelectMany(prompt => prompt.Messages))
        {
            writer.WriteStartObject();
            writer.WriteString("role", message.Role);
            writer.WriteString("content", message.Content);
            writer.WriteEndObject();
        }

        writer.Flush();
        return buffer.WrittenSpan.ToArray();
    }
}
