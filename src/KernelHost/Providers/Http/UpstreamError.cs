using System.Globalization;
using System.Text.Json;

namespace KernelHost.Providers.Http;

/// <summary>What an error body says, whichever dialect it is written in. Every member may be missing.</summary>
/// <param name="Status">The HTTP status the body itself claims; some servers send it inside a 200.</param>
/// <param name="RetryAfter">Google says it here instead of in a header.</param>
internal sealed record UpstreamError(string? Message, string? Type, string? Code, string? Param, int? Status, TimeSpan? RetryAfter)
{
    public static UpstreamError Silent { get; } = new(null, null, null, null, null, null);

    /// <summary>True for a body that is an error although the status said success.</summary>
    public static bool IsIn(JsonElement body) => Unwrap(body) is { ValueKind: JsonValueKind.Object } root
        && (root.TryGetProperty("error", out var error) ? IsError(error) : root.Text("object") == "error" || root.Text("type") == "error");

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
            : From(root) with { Message = root.Text("error") };
    }

    // OpenAI and most others: message, type, param, code. Google: a number in "code", the name in "status". Azure: "innererror". FastAPI: "detail".
    private static UpstreamError From(JsonElement error) => new(
        Words(error, "message") ?? Words(error, "detail"),
        error.Text("type") ?? error.Text("status"),
        error.Text("code") ?? error.Object("innererror").Text("code"),
        error.Text("param"),
        Number(error, "code") ?? Number(error, "status") ?? Number(error, "statusCode"),
        error.Items("details").Select(detail => Seconds(detail.Text("retryDelay"))).FirstOrDefault(delay => delay is not null));

    // Google wraps its error object in an array when asked through the OpenAI-compatible endpoint.
    private static JsonElement Unwrap(JsonElement body) =>
        body.ValueKind == JsonValueKind.Array && body.GetArrayLength() > 0 ? body[0] : body;

    private static bool IsError(JsonElement error) => error.ValueKind switch
    {
        JsonValueKind.Object => true,
        JsonValueKind.String => error.GetString() is not "",
        _ => false,
    };

    // Validation errors come as a list; better shown as it is than not at all.
    private static string? Words(JsonElement error, string name) =>
        error.Text(name) ?? (error.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.Object or JsonValueKind.Array ? value.GetRawText() : null);

    private static TimeSpan? Seconds(string? delay) =>
        delay is [.., 's'] && double.TryParse(delay.AsSpan(0, delay.Length - 1), CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0 and < 86_400
            ? TimeSpan.FromSeconds(seconds)
            : null;

    private static int? Number(JsonElement element, string name)
    {
        if (!element.TryGetProperty(name, out var value))
            return null;
        var known = value.ValueKind == JsonValueKind.Number ? value.TryGetInt32(out var number)
            : int.TryParse(element.Text(name), CultureInfo.InvariantCulture, out number);
        return known && number is >= 400 and <= 599 ? number : null;
    }
}
