using System.Text.Json;
using KernelHost.Providers;
using KernelHost.Providers.Http;

namespace KernelHost.Forwarding;

/// <summary>An error object where an answer was expected: inside a 200, or among a stream's chunks.</summary>
internal static class InBandError
{
    public static bool IsIn(ObjectOutline outline) => outline.Find("error"u8) is >= 0 and var error
        ? UpstreamError.IsError(KindOf(outline.Members[error].Kind), isBlank: outline.Members[error].Length <= 2, isNamedSo: false)
        : UpstreamError.IsError(JsonValueKind.Undefined, isBlank: false, isNamedSo: outline.IsText("object"u8, "error"u8) || outline.IsText("type"u8, "error"u8));

    private static JsonValueKind KindOf(JsonTokenType kind) => kind switch
    {
        JsonTokenType.StartObject => JsonValueKind.Object,
        JsonTokenType.String => JsonValueKind.String,
        _ => JsonValueKind.Null,
    };

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

        throw FailureClassifier.ClassifyInBand(data, connection);
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

        throw FailureClassifier.ClassifyInBand(data, connection);
    }
}
