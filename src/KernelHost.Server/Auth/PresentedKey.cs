namespace KernelHost.Server.Auth;

/// <summary>The key a request carries: <c>Authorization: Bearer …</c>, else <c>X-Admin-Token</c>.</summary>
internal static class PresentedKey
{
    public const string AdminHeader = "X-Admin-Token";

    private const string Scheme = "Bearer ";

    /// <summary>Null when there is none; empty when there is something that is no key.</summary>
    public static string? In(HttpRequest request)
    {
        if (request.Headers.Authorization is [{ } authorization, ..])
        {
            return authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? authorization[Scheme.Length..].Trim() : "";
        }

        return request.Headers[AdminHeader] is [{ } token, ..] ? token.Trim() : null;
    }
}
