using System.Net;
using KernelHost.Server.Errors;
using Microsoft.Extensions.Options;

namespace KernelHost.Server.Mcp;

/// <summary>From which web pages messages are taken. A browser names its page's origin in every request; no other client does.</summary>
internal sealed class Origins(IOptions<McpEndpointOptions> options)
{
    private readonly HashSet<string> _allowed = new(options.Value.AllowedOrigins.Select(origin => origin.TrimEnd('/')), StringComparer.OrdinalIgnoreCase);

    /// <exception cref="ApiErrorException">The page may not.</exception>
    public void Check(HttpRequest request)
    {
        if (request.Headers.Origin.ToString() is { Length: > 0 } origin && !_allowed.Contains(origin) && !IsThisMachine(origin))
        {
            throw new ApiErrorException(new(StatusCodes.Status403Forbidden, "origin_not_allowed", "Pages of this origin may not call this server: an admin can add it to McpServer:AllowedOrigins."));
        }
    }

    private static bool IsThisMachine(string origin) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var page) && page.Scheme is "http" or "https"
        && (page.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(page.Host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address)));
}
