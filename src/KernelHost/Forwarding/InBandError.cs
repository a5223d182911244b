using System.Text.Json;
using KernelHost.Providers;
using KernelHost.Providers.Http;

namespace KernelHost.Forwarding;

/// <summary>An error object where an answer was expected: inside a 200, or among a stream's chunks.</summary>
internal static class InBandError
{
    public static bool IsIn(ObjectOutline outline)
    {
        var error = outline.Find("error"u8);
        if (error < 0)
            return outline.IsText("object"u8, "error"u8) || outline.IsText("type"u8, "error"u8);
        return outline.Members[error] is { Kind: JsonTokenType.StartObject } or { Kind: JsonTokenType.String, Length: > 2 };
    }

    /// <summary>For a whole answer that should be text: some servers send their error object as that.</summary>
    public static void ThrowIfWhole(ReadOnlyMemory<byte> data, ProviderConnection connection)
    {
        if (!data.Span.TrimStart(" \t\r\n"u8).StartsWith("{"u8))
            return;
        try
        {
            var outline = new ObjectOutline();
            outline.Read(data);
            if (!IsIn(outline))
                return;
        }
        catch (JsonException)
        {
            return;
        }

        throw FailureClassifier.Classify(200, null, data, connection);
    }

    /// <summary>Google wraps its error object in an array; everything else that is no object is none.</summary>
    public static void ThrowIfIn(ReadOnlyMemory<byte> data, ProviderConnection connection)
    {
        if (!data.Span.TrimStart(" \t\r\n"u8).StartsWith("["u8))
            return;
        try
        {
            using var document = JsonDocument.Parse(data);
            if (!UpstreamError.IsIn(document.RootElement))
                return;
        }
        catch (JsonException)
        {
            return;
        }

        throw FailureClassifier.Classify(200, null, data, connection);
    }
}
