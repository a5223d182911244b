using System.Globalization;
using System.Text.Json;

namespace KernelHost.Providers.Http;

/// <summary>What an error body says, whichever dialect it is written in. Every member may be missing.</summary>
/// <param name="Reason">Google's own word for it, in the details.</param>
/// <param name="Status">The HTTP status the body itself claims, or that its code or type goes with; some servers send it inside a 200.</param>
/// <param name="RetryAfter">Google says it here instead of in a header.</param>
internal sealed record UpstreamError(string? Message, string? Type, string? Code, string? Param, string? Reason, int? Status, TimeSpan? RetryAfter)
{
    public static UpstreamError Silent { get; } = new(null, null, null, null, null, null, null);

    /// <summary>True for a body that is an error although the status said success.</summary>
    public static bool IsIn(JsonElement body) => Unwrap(body) is { ValueKind: JsonValueKind.Object } root
        && IsError(
            root.TryGetProperty("error", out var error) ? error.ValueKind : JsonValueKind.Undefined,
            error.ValueKind == JsonValueKind.String && error.ValueEquals(""),
            root.Text("object") == "error" || root.Text("type") == "error");

    /// <summary>The rule by which an object is an error, whoever reads it.</summary>
    /// <param name="error">What its member <c>error</c> is; undefined = there is none.</param>
    /// <param name="isBlank">The member is an empty text.</param>
    /// <param name="isNamedSo">Its <c>object</c> or <c>type</c> is <c>error</c>.</param>
    public static bool IsError(JsonValueKind error, bool isBlank, bool isNamedSo) => error switch
    {
        JsonValueKind.Object => true,
        JsonValueKind.String => !isBlank,
        JsonValueKind.Undefined => isNamedSo,
        _ => false,
    };

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
            return From(root.Items("errors").FirstOrDefault() is { ValueKind: JsonValueKind.Object } first ? first : root);

        return error.ValueKind == JsonValueKind.Object
            ? From(error)
            : From(root) with { Message = root.Text("error") ?? Words(root, "message") };
    }

    // OpenAI and most others: message, type, param, code. Google: a number in "code", the name in "status". Azure: "innererror". FastAPI: "detail". TGI: "error_type".
    private static UpstreamError From(JsonElement error)
    {
        var type = error.Text("type") ?? error.Text("status") ?? error.Text("error_type");
        var status = Number(error, "code") ?? Number(error, "status") ?? Number(error, "statusCode") ?? Number(error, "status_code") ?? Number(error, "raw_status_code");
        var code = Number(error, "code") is null ? error.Text("code") : null;   // a status in its place tells nothing new
        return new(
            Words(error, "message") ?? Words(error, "detail"),
            type,
            code ?? error.Object("innererror").Text("code"),
            error.Text("param"),
            error.Items("details").Select(detail => detail.Text("reason")).FirstOrDefault(reason => reason is not null),
            status ?? ErrorNames.StatusOf(code) ?? ErrorNames.StatusOf(type),
            error.Items("details").Select(detail => Http.RetryAfter.Duration(detail.Text("retryDelay"))).FirstOrDefault(delay => delay is not null));
    }

    // Google wraps its error object in an array when asked through the OpenAI-compatible endpoint.
    private static JsonElement Unwrap(JsonElement body) =>
        body.ValueKind == JsonValueKind.Array && body.GetArrayLength() > 0 ? body[0] : body;

    // Validation errors come as a list; better shown as it is than not at all.
    private static string? Words(JsonElement error, string name) =>
        error.Text(name) ?? (error.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.Object or JsonValueKind.Array ? value.GetRawText() : null);

    private static int? Number(JsonElement element, string name)
    {
        if (!element.TryGetProperty(name, out var value))
            return null;
        var known = value.ValueKind == JsonValueKind.Number ? value.TryGetInt32(out var number)
            : int.TryParse(element.Text(name), CultureInfo.InvariantCulture, out number);
        return known && number is >= 400 and <= 599 ? number : null;
    }
}
