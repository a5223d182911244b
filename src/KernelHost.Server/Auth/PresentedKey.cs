namespace KernelHost.Server.Auth;

/// <summary>The key a request carries: <c>Authorization: Bearer …</c>, else <c>X-Admin-Token</c>.</summary>
internal static class PresentedKey
{
    public const string AdminHeader = "X-Admin-Token";

    private const string Scheme = "Bearer ";

    /// <summary>False when there is none.</summary>
    /// <param name="key">Empty when there is something that is no key.</param>
    public static bool TryRead(HttpRequest request, out ReadOnlySpan<char> key)
    {
        if (request.Headers.Authorization is [{ } authorization, ..])
        {
            key = authorization.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? authorization.AsSpan(Scheme.Length).Trim() : default;
            return true;
        }

        var token = request.Headers[AdminHeader] is [{ } first, ..] ? first : null;
        key = token.AsSpan().Trim();
        return token is not null;
    }
}
