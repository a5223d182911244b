using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using KernelHost.Upstream.Wires;

namespace KernelHost.Upstream;

/// <summary>One way to fail. The name is what follows <c>fault-</c> in a model's name.</summary>
internal sealed record Fault(string Name, string Does)
{
    /// <summary>Changes what is sent.</summary>
    public Func<Reply, FaultScene, Reply> Reply { get; init; } = (reply, _) => reply;

    /// <summary>Changes what the assistant says.</summary>
    public Func<Answer, Answer> Answer { get; init; } = answer => answer;

    /// <summary>Errors come before the request is looked at.</summary>
    public bool SkipsAnswer { get; init; }
}

/// <summary>What a fault may need to know.</summary>
internal sealed record FaultScene(IDialect Dialect, string Model, string? Key, Uri Address, TimeSpan? Delay, DateTimeOffset Now);

/// <summary>Every fault this server can play; the same table is in the README.</summary>
internal static class FaultTable
{
    private static readonly Failure Overloaded = new(503, "The server is overloaded. Try again later.", "server_overloaded");

    /// <summary>For a name that is none: an echo would let a test pass for the wrong reason.</summary>
    public static Fault Unknown { get; } = Error("unknown", "", s => s.Dialect.Error(new(501, $"There is no fault of the name in '{s.Model}'.")));

    public static IReadOnlyList<Fault> All { get; } =
    [
        Status(400, "The request is not valid.", "invalid_value", "messages"),
        Status(401, "Incorrect API key provided.", "invalid_api_key"),
        Status(402, "The account has no credit left.", "payment_required"),
        Status(403, "This key may not use this model.", "permission_denied"),
        Status(404, "The model does not exist.", "model_not_found", "model"),
        Status(408, "The request took too long to arrive."),
        Status(413, "The request is too large."),
        Status(422, "The request cannot be processed."),
        Status(429, "Rate limit reached.", "rate_limit_exceeded"),
        Status(500, "The server had an error while processing the request."),
        Status(502, "Bad gateway."),
        Status(503, Overloaded.Message, Overloaded.Code),
        Status(504, "The upstream timed out."),
        Status(529, "Overloaded."),
        Error("429-retry", "429 with Retry-After in seconds: fault-429-retry-2", s => RateLimit(s, Seconds(s.Delay))),
        Error("429-date", "429 with Retry-After as a date so many seconds ahead: fault-429-date-30", s => RateLimit(s, Date(s))),
        Error("quota", "429 insufficient_quota", s => s.Dialect.Error(new(429, "The quota is used up. Check plan and billing.", "insufficient_quota"))),
        Error("google-429", "429 as Google answers it on its OpenAI-compatible endpoint: the error in an array, the delay in its details", _ => Reply.Of(GoogleRateLimit(), 429)),
        Error("context-length", "400 context_length_exceeded", s => s.Dialect.Error(ContextLength(s.Dialect))),
        Error("content-filter", "400 content_filter", s => s.Dialect.Error(new(400, "The prompt was refused by the content filter.", "content_filter", "prompt"))),
        Error("leak", "400 whose message repeats the caller's key and an internal address", s => s.Dialect.Error(new(400, $"Bad call with key {s.Key} at {s.Address}.", "invalid_value"))),
        Error("leak-401", "401 that repeats the key", s => s.Dialect.Error(new(401, $"Incorrect API key provided: {s.Key}.", "invalid_api_key"))),
        Error("leak-500", "500 that repeats the key, in the error's code and parameter too", s => s.Dialect.Error(new(500, $"No tenant for {s.Key}", s.Key, s.Key))),
        Error("leak-429", "429 that repeats the key in its headers as well", s => WithHeaders(s.Dialect.Error(new(429, $"Key {s.Key} is limited.", s.Key)), s)),
        Error("leak-html", "502 with a page that repeats the key", s => Html(502, $"No route for {s.Key}")),
        Error("leak-html-200", "200 with a page that repeats the key", s => Html(200, s.Key)),
        Error("leak-redirect", "302 to an address that holds the key", s => WithHeaders(s.Dialect.Error(new(302, "Moved.")), s)),
        Error("leak-in-200", "200 with an error object that repeats the key", s => s.Dialect.Error(new(503, $"Bad call with key {s.Key}.", s.Key)) with { Status = 200 }),
        Error("leak-encoded", "400 that repeats the key in Base64, percent-encoded, in hex and as a list of details", s => Encoded(s.Key ?? "")),
        Error("leak-text", "500 whose body is the key and nothing else", s => Reply.Of("text/plain", Encoding.UTF8.GetBytes(s.Key ?? ""), 500)),
        Frames("leak-cut", "400 that repeats the key and breaks off", (_, s) => s.Dialect.Error(new(400, $"Bad call with key {s.Key}. {s.Key}")) is var error ? error.CutAt(error.Middle(), new Cut()) : error),
        Frames("leak-in-stream", "an error object in the stream that repeats the key, before any content", (r, s) => InStream(r, s, r.FirstContent(), new(500, $"Bad call with key {s.Key}.", s.Key))),
        Frames("leak-mid-stream", "an error object in the stream that repeats the key, after half the answer", (r, s) => InStream(r, s, r.Middle(), new(500, $"Bad call with key {s.Key}.", s.Key))),
        Frames("leak-chunk", "one unreadable piece in the middle that holds the key", (r, s) => r.Insert(r.Middle(), new Part(PartKind.Content, $"data: {s.Key} {{\n\n"))),
        Error("error-in-200", "200 with an error object as the whole body", s => s.Dialect.Error(Overloaded) with { Status = 200 }),
        Error("html-500", "500 with an HTML page", _ => Html(500)),
        Error("html-502", "502 with an HTML page", _ => Html(502)),
        Error("html-200", "200 with an HTML page", _ => Html(200)),
        Error("empty-200", "200 with nothing", _ => Reply.Of("application/json", [])),
        Error("empty-stream", "200 text/event-stream or NDJSON with nothing", s => Reply.Stream(s.Dialect.StreamContentType, [new SendHeaders()])),
        new("content-filter-finish", "the answer ends with finish_reason content_filter") { Answer = a => a with { FinishReason = "content_filter", ToolCalls = [] } },
        new("wrong-usage", "usage that does not add up") { Answer = a => a with { Usage = new TokenUsage(1_000_000, 0) { Total = 7 } } },
        Frames("reset", "connection reset before any header", (r, _) => r.CutAt(0, new Reset())),
        Frames("hang", "nothing, not even headers, until released", (r, s) => r.Insert(0, new Silence(s.Delay))),
        Frames("slow-first-token", "headers (and the role), then silence until released", (r, s) => r.Insert(r.FirstContent(), new SendHeaders(), new Silence(s.Delay))),
        Frames("stall", "half the answer, then silence until released", (r, s) => r.Insert(r.Middle(), new Silence(s.Delay))),
        Frames("keepalive-stall", "headers, then only comments, pings or blank lines until released", (r, s) => r.Insert(r.FirstContent(), new SendHeaders(), new Silence(null, s.Dialect.SignOfLife))),
        Frames("cut", "half the answer, then the connection ends", (r, _) => r.CutAt(r.Middle(), new Cut())),
        Frames("cut-late", "two thirds of the answer, then the connection ends", (r, _) => r.CutAt(r.TwoThirds(), new Cut())),
        Frames("malformed-chunk", "one unreadable piece in the middle, the rest is fine", (r, s) => r.Insert(r.Middle(), s.Dialect.Unreadable)),
        Frames("no-done", "a stream without its terminator", (r, _) => r.Without(PartKind.End)),
        Frames("no-finish", "a stream that ends in order without finish reason, usage and terminator", (r, _) => r.Without(PartKind.Finish | PartKind.Usage | PartKind.End)),
        Frames("error-in-stream", "an error object in the stream before any content", (r, s) => InStream(r, s, r.FirstContent(), Overloaded)),
        Frames("error-mid-stream", "an error object in the stream after half the answer", (r, s) => InStream(r, s, r.Middle(), Overloaded)),
    ];

    private static Fault Status(int status, string message, string? code = null, string? param = null) =>
        Error(status.ToString(CultureInfo.InvariantCulture), $"{status}: {message}", s => s.Dialect.Error(new(status, message, code, param)));

    private static Fault Error(string name, string does, Func<FaultScene, Reply> reply) =>
        new(name, does) { Reply = (_, scene) => reply(scene), SkipsAnswer = true };

    private static Fault Frames(string name, string does, Func<Reply, FaultScene, Reply> reply) => new(name, does) { Reply = reply };

    private static Reply RateLimit(FaultScene scene, string retryAfter)
    {
        var reply = scene.Dialect.Error(new(429, "Rate limit reached.", "rate_limit_exceeded"));
        return reply with { Headers = new Dictionary<string, string>(reply.Headers) { ["Retry-After"] = retryAfter } };
    }

    private static string Seconds(TimeSpan? delay) => ((int)(delay ?? TimeSpan.FromSeconds(1)).TotalSeconds).ToString(CultureInfo.InvariantCulture);

    private static string Date(FaultScene scene) => (scene.Now + (scene.Delay ?? TimeSpan.FromSeconds(2))).ToString("R", CultureInfo.InvariantCulture);

    private static Failure ContextLength(IDialect dialect) => dialect.Name switch
    {
        "anthropic" => new(400, "prompt is too long: 200001 tokens > 200000 maximum"),
        "ollama" => new(400, "the input length exceeds the context length"),
        _ => new(400, "This model's maximum context length is 128000 tokens, the messages have 128001.", "context_length_exceeded", "messages"),
    };

    private static Reply Html(int status, string? words = "nginx") => Reply.Of("text/html", Encoding.UTF8.GetBytes(
        $"<html><head><title>{status}</title></head><body><center><h1>{status}</h1></center><hr><center>{words}</center></body></html>"), status);

    private static Reply WithHeaders(Reply reply, FaultScene scene) => reply with
    {
        Headers = new Dictionary<string, string>(reply.Headers)
        {
            ["Location"] = $"{scene.Address}login?key={Uri.EscapeDataString(scene.Key ?? "")}",
            ["Retry-After"] = "1",
            ["x-request-id"] = scene.Key ?? "",
            ["WWW-Authenticate"] = $"Bearer realm=\"{scene.Key}\"",
        },
    };

    // As validation errors are: a list, with the request in it, written as PHP and others write it.
    private static Reply Encoded(string key) => Reply.Of("application/json", Encoding.UTF8.GetBytes($$"""
        {"detail": [{"msg": "not valid", "url": "http://inner/v1?key={{Uri.EscapeDataString(key)}}", "basic": "{{Convert.ToBase64String(Encoding.UTF8.GetBytes(key))}}",
          "hex": "{{Convert.ToHexStringLower(Encoding.UTF8.GetBytes(key))}}", "header": {{System.Text.Json.JsonSerializer.Serialize("Bearer " + key).Replace("/", "\\/", StringComparison.Ordinal)}}}]}
        """), 400);

    // Outside a stream the object is the whole body.
    private static Reply InStream(Reply reply, FaultScene scene, int at, Failure failure) => reply.IsStream
        ? reply.CutAt(at, scene.Dialect.ErrorPart(failure))
        : scene.Dialect.Error(failure) with { Status = 200 };

    private static JsonArray GoogleRateLimit() => new(new JsonObject
    {
        ["error"] = new JsonObject
        {
            ["code"] = 429,
            ["message"] = "You exceeded your current quota.",
            ["status"] = "RESOURCE_EXHAUSTED",
            ["details"] = new JsonArray(new JsonObject { ["@type"] = "type.googleapis.com/google.rpc.RetryInfo", ["retryDelay"] = "7s" }),
        },
    });
}
