namespace KernelHost.Server.Auth;

/// <summary>Where a request comes from: the connection's other end, never what a header claims.</summary>
internal static class ClientAddress
{
    /// <summary>An IPv4 address that came in over an IPv6 socket is written as IPv4. Null when there is no connection.</summary>
    public static string? Of(HttpContext context) => context.Connection.RemoteIpAddress switch
    {
        null => null,
        { IsIPv4MappedToIPv6: true } mapped => mapped.MapToIPv4().ToString(),
        var address => address.ToString(),
    };
}
