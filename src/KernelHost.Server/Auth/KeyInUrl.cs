using KernelHost.Server.Errors;

namespace KernelHost.Server.Auth;

/// <summary>Refuses a request whose address holds what looks like a key, wherever it goes: addresses are logged by every proxy on the way and kept by browsers.</summary>
internal static class KeyInUrl
{
    private const string KeyPrefix = "kh_";
    private const string KeyIdPrefix = "key_";
    private const int ShortestKey = 8;
    private const int LengthInPath = 20;

    private static readonly HashSet<string> NamesOfKeys = new(StringComparer.OrdinalIgnoreCase) { "api_key", "apikey", "access_token", "token", "key" };

    private static readonly ApiError Refusal = new(400, "key_in_url",
        "This address holds what looks like a key. Send keys in the header \"Authorization: Bearer <key>\", and rotate this one: addresses are logged on the way.");

    public static IApplicationBuilder UseNoKeysInUrls(this IApplicationBuilder app) =>
        app.Use((context, next) => HoldsKey(context.Request) ? context.WriteAsync(Refusal) : next(context));

    internal static bool HoldsKey(HttpRequest request) => InPath(request.Path.Value) || (request.QueryString.HasValue && InQuery(request.Query));

    private static bool InQuery(IQueryCollection query) => query.Any(parameter =>
        IsKey(parameter.Key) || parameter.Value.Any(value => IsKey(value) || (NamesOfKeys.Contains(parameter.Key) && MayBeKey(value))));

    private static bool IsKey(string? text) => text?.TrimStart().StartsWith(KeyPrefix, StringComparison.Ordinal) is true;

    // A key from the settings has no prefix; the id of a key is no secret.
    private static bool MayBeKey(string? value) => value is { Length: >= ShortestKey } && !value.StartsWith(KeyIdPrefix, StringComparison.Ordinal);

    private static bool InPath(string? path)
    {
        var start = path?.IndexOf("/" + KeyPrefix, StringComparison.Ordinal) ?? -1;
        return start >= 0 && path.AsSpan(start + 1) is var rest && (rest.IndexOf('/') is >= 0 and var end ? end : rest.Length) >= LengthInPath;
    }
}
