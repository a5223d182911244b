using System.Text.Json;

namespace KernelHost.Providers.Http;

/// <summary>What an error body says, whichever dialect it is written in. Every member may be missing.</summary>
/// <param name="Status">The HTTP status the body itself claims; some servers send it inside a 200.</param>
internal sealed record UpstreamError(string? Message, string? Type, string? Code, string? Param, int? Status)
{
    public static UpstreamError Silent { get; } = new(null, null, null, null, null);

    /// <summary>True for a body that is an error although the status said success.</summary>
    public static bool IsIn(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return IsIn(document.RootElement);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    public static bool IsIn(JsonElement body) => Unwrap(body) is { ValueKind: JsonValueKind.Object } root
        && (root.TryGetProperty("error", out var error) ? IsError(error) : Text(root, "object") == "error" || Text(root, "type") == "error");

    /// <summary><see cref="Silent"/> when the body is not JSON or says nothing.</summary>
    public static UpstreamError Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return Parse(document.RootElement);
        }
        catch (JsonException)
        {
            return Silent;
        }
    }

    private static UpstreamError Parse(JsonElement body)
    {
        var root = Unwrap(body);
        if (root.ValueKind != JsonValueKind.Object)
            return Silent;
        if (!root.TryGetProperty("error", out var error))
            return From(root);

        return error.ValueKind == JsonValueKind.Object
            ? From(error)
            : From(root) with { Message = Text(root, "error") };
    }

    // OpenAI and most others: message, type, param, code. Google: a number in "code", the name in "status". Azure: "innererror". FastAPI: "detail".
    private static UpstreamError From(JsonElement error) => new(
        Text(error, "message") ?? Text(error, "detail") ?? Text(error, "msg"),
        Text(error, "type") ?? Text(error, "status"),
        Text(error, "code") ?? Inner(error),
        Text(error, "param"),
        Number(error, "code") ?? Number(error, "status") ?? Number(error, "statusCode"));

    private static string? Inner(JsonElement error) =>
        error.TryGetProperty("innererror", out var inner) && inner.ValueKind == JsonValueKind.Object ? Text(inner, "code") : null;

    // Google wraps its error object in an array when asked through the OpenAI-compatible endpoint.
    private static JsonElement Unwrap(JsonElement body) =>
        body.ValueKind == JsonValueKind.Array && body.GetArrayLength() > 0 ? body[0] : body;

    private static bool IsError(JsonElement error) => error.ValueKind switch
    {
        JsonValueKind.Object => true,
        JsonValueKind.String => error.GetString() is not "",
        _ => false,
    };

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value)
        ? value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Object or JsonValueKind.Array => value.GetRawText(),
            _ => null,
        }
        : null;

    private static int? Number(JsonElement element, string name)
    {
        if (!element.TryGetProperty(name, out var value))
            return null;
        var known = value.ValueKind == JsonValueKind.Number ? value.TryGetInt32(out var number)
            : int.TryParse(Text(element, name), out number);
        return known && number is >= 400 and <= 599 ? number : null;
    }
}
