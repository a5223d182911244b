using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.AI;

namespace KernelHost.Providers.Http;

/// <summary>JSON as it goes to an upstream: compact, and with letters as letters, because a model pays for each escape it has to read.</summary>
internal static class WireJson
{
    private static readonly JsonSerializerOptions Options =
        new(AIJsonUtilities.DefaultOptions) { WriteIndented = false, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>One object; its members are written by <paramref name="writeMembers"/>.</summary>
    public static ReadOnlyMemory<byte> Object(Action<Utf8JsonWriter> writeMembers)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, WriterOptions))
        {
            writer.WriteStartObject();
            writeMembers(writer);
            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    public static string ToText(object value) => JsonSerializer.Serialize(value, TypeOf(value));

    public static JsonTypeInfo TypeOf(object value) => Options.GetTypeInfo(value.GetType());
}
