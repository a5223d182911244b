using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace KernelHost.Security;

/// <summary>One JSON object without white space, non-ASCII as it is: the form that answers have.</summary>
internal static class PublicJsonText
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Write(Action<Utf8JsonWriter> members)
    {
        var text = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(text, Options))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return text.WrittenSpan.ToArray();
    }
}
