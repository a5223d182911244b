using System.Text.Json;

namespace KernelHost.Traffic.Fuzz;

/// <summary>What holds of every answer, whatever was asked.</summary>
internal static class Invariants
{
    /// <summary>Null when all is well.</summary>
    public static string? Broken(WireRequest request, WireAnswer answer) => answer switch
    {
        { Status: 0 } => request.IsHttp ? "no answer: the connection was closed" : null,
        { Status: >= 500 and not (502 or 503 or 504) } => $"{answer.Status}",
        { Status: < 400 } => null,
        _ when !request.IsHttp || request.Method == "HEAD" => null,
        { Body: "", Closes: true, Status: 400 or 431 } => null,   // the web server's own: no HTTP reached the host
        _ => Dialect(request, answer),
    };

    private static string? Dialect(WireRequest request, WireAnswer answer)
    {
        try
        {
            using var body = JsonDocument.Parse(answer.Body);
            var hasError = body.RootElement.TryGetProperty("error", out var error);
            var isJsonRpc = body.RootElement.TryGetProperty("jsonrpc", out _);
            var isOpenAi = hasError && !isJsonRpc;
            var code = (isJsonRpc ? error.GetProperty("data") : isOpenAi ? error : body.RootElement).GetProperty("code").GetString();
            var isTricky = request.Target.Contains("/.", StringComparison.Ordinal) || request.Target.Contains("%2e", StringComparison.OrdinalIgnoreCase);   // the path is not what it seems
            return string.IsNullOrEmpty(code) ? "an error without a code"
                : isOpenAi != request.Target.StartsWith("/v1/", StringComparison.Ordinal) && !isTricky ? "an error in the other dialect"
                : isJsonRpc && !request.Target.StartsWith("/mcp", StringComparison.OrdinalIgnoreCase) && !isTricky ? "an error in the third dialect"
                : null;
        }
        catch (Exception malformed) when (malformed is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return "an error whose body is none";
        }
    }
}
