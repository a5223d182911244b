using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace KernelHost.Forwarding;

/// <summary>Text as it stands in JSON.</summary>
internal static class JsonText
{
    // What needs no escape in JSON and is one byte in UTF-8: nearly every model's name.
    private static readonly SearchValues<char> Plain = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_./:@ ");

    /// <summary>With its quotes.</summary>
    public static byte[] Quote(string text) => text.AsSpan().ContainsAnyExcept(Plain)
        ? Encoding.UTF8.GetBytes($"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"")
        : QuotePlain(text);

    /// <summary>Without quotes.</summary>
    public static byte[] Escape(string text) => JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes.ToArray();

    private static byte[] QuotePlain(string text)
    {
        var quoted = new byte[text.Length + 2];
        quoted[0] = quoted[^1] = (byte)'"';
        Encoding.UTF8.GetBytes(text, quoted.AsSpan(1));
        return quoted;
    }
}
