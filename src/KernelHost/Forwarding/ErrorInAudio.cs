using System.Text;
using KernelHost.Providers;
using KernelHost.Providers.Http;
using KernelHost.Security;

namespace KernelHost.Forwarding;

/// <summary>Servers that fail while they speak, and write what they have to say about it among the audio, or in its place.</summary>
internal static class ErrorInAudio
{
    /// <summary>At the beginning it can be told from audio, and another candidate can take over.</summary>
    /// <exception cref="ProviderException">It is an error, whatever its content type says.</exception>
    public static void ThrowIfFirst(ReadOnlySpan<byte> piece, ProviderConnection connection)
    {
        var text = piece.TrimStart(" \t\r\n"u8);
        if (text.StartsWith("event: error"u8))
            throw ProviderHttp.NotAnAnswer(connection, "an error instead of audio");
        if (text.StartsWith("data:"u8))
            text = text["data:"u8.Length..].TrimStart((byte)' ');
        if (text.StartsWith("{\"error\""u8))
            throw ProviderHttp.NotAnAnswer(connection, "an error instead of audio");
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
