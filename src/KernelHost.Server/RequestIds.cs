namespace KernelHost.Server;

/// <summary>Every answer carries <c>x-request-id</c>: the client's own, if it sent a sensible one, else a new one. Logs and errors use the same id.</summary>
internal static class RequestIds
{
    public const string Header = "x-request-id";

    private const int Longest = 128;
    private const int Digits = 24;
    private const string Prefix = "req_";

    public static IApplicationBuilder UseRequestIds(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        context.TraceIdentifier = context.Request.Headers[Header] is [{ } sent, ..] && IsSensible(sent) ? sent : New();

        // When the answer starts, not now: an error clears headers.
        context.Response.OnStarting(static state =>
        {
            var context = (HttpContext)state;
            context.Response.Headers[Header] = context.TraceIdentifier;
            return Task.CompletedTask;
        }, context);
        return next(context);
    });

    private static string New()
    {
        Span<char> id = stackalloc char[Prefix.Length + Digits];
        Prefix.CopyTo(id);
        Random.Shared.GetHexString(id[Prefix.Length..], lowercase: true);
        return new(id);
    }

    // It goes into logs, so nothing that could forge a line.
    private static bool IsSensible(string id) => id.Length is > 0 and <= Longest && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':');
}
