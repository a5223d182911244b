using System.Net;
using Microsoft.Extensions.Logging;

namespace KernelHost.Security;

/// <summary>
/// The last look before a connection is made: resolves a host once and gives back only the addresses that may be dialled, so what was checked is
/// what is dialled, whatever the name resolves to a moment later. Thread-safe.
/// </summary>
internal sealed partial class UpstreamGate(AllowedUpstreams allowed, IAddressResolver resolver, ILogger<UpstreamGate> logger)
{
    /// <returns>At least one address.</returns>
    /// <exception cref="UpstreamRefusedException">None of its addresses may be dialled.</exception>
    public async Task<IPAddress[]> ResolveAsync(string host, int port, UpstreamReach reach, CancellationToken cancellationToken)
    {
        var found = await resolver.ResolveAsync(host, cancellationToken);
        var permitted = found.Where(address => allowed.Permits(reach, address, port)).ToArray();
        if (permitted.Length < found.Length)
        {
            LogRefused(host, port, string.Join(", ", found.Except(permitted).Select(address => $"{address} ({AddressKinds.KindOf(address)})")));
        }

        return permitted.Length > 0 || found.Length == 0 ? permitted : throw new UpstreamRefusedException();
    }

    [LoggerMessage(LogLevel.Warning, "The upstream {Host}:{Port} of an organisation leads to addresses that its address may not reach, which were not dialled: {Refused}")]
    private partial void LogRefused(string host, int port, string refused);
}

/// <summary>Finds the addresses of a host, so that tests can have names and answers of their own.</summary>
internal interface IAddressResolver
{
    /// <summary>An IP address resolves to itself.</summary>
    Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken);
}

internal sealed class SystemResolver : IAddressResolver
{
    public Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken) => Dns.GetHostAddressesAsync(host, cancellationToken);
}

/// <summary>The upstream is there, but not for whoever wrote its address. The message names no address.</summary>
internal sealed class UpstreamRefusedException() : IOException("The address of the upstream leads to a network that it may not reach.");
