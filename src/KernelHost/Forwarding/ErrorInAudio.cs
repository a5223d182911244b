using System.Text;
using KernelHost.Providers;
using KernelHost.Providers.Http;
using KernelHost.Security;

namespace KernelHost.Forwarding;

/// <summary>Servers that fail while they speak, and write what they have to say about it among the audio, or in its place.</summary>
internal static class ErrorInAudio
{
    private static ReadOnlySpan<byte> Blanks => " \t\r\n"u8;

    /// <summary>At the beginning it can be told from audio, and another candidate can take over.</summary>
    /// <exception cref="ProviderException">It is an error, whatever its content type says.</exception>
    public static void ThrowIfFirst(ReadOnlyMemory<byte> piece, ProviderConnection connection)
    {
        var text = piece.TrimStart(Blanks);
        var isErrorEvent = text.Span.StartsWith("event: error"u8);
        if (isErrorEvent)
            text = text.Span.IndexOf("data:"u8) is >= 0 and var data ? text[data..] : default;
        if (text.Span.StartsWith("data:"u8))
            text = text["data:"u8.Length..].TrimStart(Blanks);
        if (!isErrorEvent && !text.Span.StartsWith("{\"error\""u8))
            return;

        var end = text.Span.IndexOfAny("\r\n"u8);
        throw FailureClassifier.ClassifyInBand(end >= 0 ? text[..end] : text, connection);
    }

    /// <summary>Later it is noise to a player, but may tell a reader the key it was called with.</summary>
    /// <exception cref="ProviderException">It does.</exception>
    public static void ThrowIfTelling(ReadOnlySpan<byte> piece, ProviderConnection connection)
    {
        if (connection.Key is not { } key || (piece.IndexOf("data:"u8) < 0 && piece.IndexOf("\"error\""u8) < 0))
            return;
        if (SecretForms.Holds(Encoding.Latin1.GetString(piece), key))
            throw ProviderHttp.NotAnAnswer(connection, "its key among the audio");
    }
}
