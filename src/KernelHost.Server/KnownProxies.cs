using System.Net;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;
using IPNetwork = System.Net.IPNetwork;

namespace KernelHost.Server;

/// <summary>
/// Who a request comes from. With no proxies named, the socket's other end, and X-Forwarded-For is only text that anybody can write; with some,
/// what those say, going back from the nearest until one is not known.
/// </summary>
internal static class KnownProxies
{
    public static IApplicationBuilder UseClientAddresses(this IApplicationBuilder app)
    {
        var proxies = app.ApplicationServices.GetRequiredService<IOptions<ServerOptions>>().Value.KnownProxies;
        return proxies.Count == 0 ? app : app.UseForwardedHeaders(Options(proxies));
    }

    /// <summary>An address is a network of one.</summary>
    public static bool TryParse(string text, out IPNetwork network)
    {
        if (IPAddress.TryParse(text, out var address))
        {
            network = new(address, address.GetAddressBytes().Length * 8);
            return true;
        }

        return IPNetwork.TryParse(text, out network);
    }

    private static ForwardedHeadersOptions Options(IReadOnlyList<string> proxies)
    {
        // The framework's own list trusts loopback.
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto, ForwardLimit = null };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (var proxy in proxies)
        {
            if (TryParse(proxy, out var network))
            {
                options.KnownIPNetworks.Add(network);
            }
        }

        return options;
    }
}

internal sealed class KnownProxiesValidator : IValidateOptions<ServerOptions>
{
    public ValidateOptionsResult Validate(string? name, ServerOptions options) =>
        options.KnownProxies.FirstOrDefault(proxy => !KnownProxies.TryParse(proxy, out _)) is { } wrong
            ? ValidateOptionsResult.Fail($"Server:KnownProxies: \"{wrong}\" is neither an address such as \"10.0.0.7\" nor a network such as \"10.0.0.0/24\".")
            : ValidateOptionsResult.Success;
}
