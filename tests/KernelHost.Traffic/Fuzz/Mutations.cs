using System.Text;

namespace KernelHost.Traffic.Fuzz;

/// <summary>From a good request to one of any kind. The same random numbers make the same request.</summary>
internal static class Mutations
{
    private static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "BREW"];

    private static readonly string[] ContentTypes =
        ["application/json; charset=utf-16", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "multipart/form-data; boundary=x", "application/yaml", "application/json", "application/problem+json", "", ";", "a/b/c", "application/json; charset=\"nothing"];

    private static readonly string[] QueryParts =
        ["limit=0", "limit=-1", "limit=201", "limit=99999999999", "limit=x", "limit=", "cursor=%00", "cursor=AAAA", "cursor=___", "cursor=_-8", "from=-1", "from=1&to=99999", "from=x", "dry_run=perhaps", "dry_run=true", "purge=2", "model=%ff", "model=%ud800", "type=llm", "setup=none", "purpose=x", "all=true", "format=xml", "&&&", "=", "%", "a[b]=c", "limit=1&limit=2", "search=%25_", "kind=%00", "to=9999-12-31T23:59:59Z", "from=2026-02-30"];

    private static readonly (string, string)[] OddHeaders =
    [
        ("If-Match", "\"0\""), ("If-Match", "W/\"1\""), ("If-Match", "x"), ("If-Match", "\"99999999999999999999\""), ("If-None-Match", "*"), ("X-Org", "no-such"), ("X-Org", "../system"), ("X-Org", ""), ("Accept", "text/html"), ("Accept", ";;"), ("Accept-Encoding", "br;q=x"),
        ("x-request-id", "a b"), ("x-request-id", "a\u00e9"), ("x-kernelhost-fallback", "none"), ("x-kernelhost-fallback", "x"), ("x-kernelhost-model-info", "none"), ("X-Forwarded-For", "1.2.3.4"), ("Expect", "100-continue"), ("Range", "bytes=0-1"), ("Content-Encoding", "gzip"),
        ("Authorization", "Bearer"), ("Authorization", "Basic eDp5"), ("X-Admin-Token", "x"), ("Cookie", "a=b"), ("Accept-Language", "xx-\u00ff"), ("Origin", "null"), ("Upgrade", "websocket"),
    ];

    public static WireRequest Of(Recipe recipe, string host, string? key, Random random)
    {
        var headers = new List<(string Name, string Value)> { ("Host", host) };
        headers.AddRange(recipe.Headers.Select(header => (header.Key, header.Value)));
        if (key is not null && random.Next(25) > 0)
        {
            headers.Add(("Authorization", $"Bearer {key}"));
        }

        var body = recipe.Body is not { } text ? null : random.Next(5) == 0 ? Encoding.UTF8.GetBytes(text) : JsonMutations.Of(text, random);
        if (body is not null)
        {
            headers.Add(("Content-Type", random.Next(15) == 0 ? ContentTypes[random.Next(ContentTypes.Length)] : recipe.ContentType));
        }

        for (var count = random.Next(6) == 0 ? random.Next(1, 4) : 0; count > 0; count--)
        {
            headers.Add(OddHeaders[random.Next(OddHeaders.Length)]);
        }

        var request = new WireRequest(random.Next(20) == 0 ? Methods[random.Next(Methods.Length)] : recipe.Method, Target(recipe.Path, random), headers, body) { IsChunked = body is not null && random.Next(15) == 0 };
        return random.Next(30) == 0 ? Broken(request, random) : request;
    }

    private static string Target(string path, Random random) => random.Next(6) switch
    {
        0 => path + (path.Contains('?', StringComparison.Ordinal) ? "&" : "?") + QueryParts[random.Next(QueryParts.Length)],
        1 when random.Next(2) == 0 => Segment(path, random),
        _ => path,
    };

    private static string Segment(string path, Random random)
    {
        string[] odd = ["..", "%2e%2e", ".", "", "%2F", "%5c", "%00", "%ff", "%C3%28", "a%20b", new string('x', 300), "0", "-1", "99999999999999999999", "system", "default", "%F0%9F%98%80", "*", "~", "a;b=c"];
        var segments = path.Split('?')[0].Split('/');
        segments[random.Next(1, segments.Length)] = odd[random.Next(odd.Length)];
        return string.Join('/', segments);
    }

    // The body's length is a lie, the text of the request is no HTTP, a header cannot be.
    private static WireRequest Broken(WireRequest request, Random random) => Damage(request with { IsHttp = false }, random);

    private static WireRequest Damage(WireRequest request, Random random) => random.Next(8) switch
    {
        0 => request with { Length = "99999", IsChunked = false },
        1 => request with { Length = "1", IsChunked = false },
        2 => request with { Length = "-5", IsChunked = false },
        3 => request with { Length = "x", IsChunked = false },
        4 => request with { Target = request.Target + " x" },
        5 => request with { Target = "\u0001/" + request.Target },
        6 => request with { Headers = [.. request.Headers, ("Bad Header", "x"), ("Content-Length", "5")] },
        _ => request with { Headers = [.. request.Headers, ("X-Long", new string('y', 40_000))] },
    };
}
