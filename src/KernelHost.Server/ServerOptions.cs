using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace KernelHost.Server;

/// <summary>Section <c>Server</c> of the settings.</summary>
internal sealed class ServerOptions
{
    public const string Section = "Server";

    /// <summary>Largest body of a model call, in bytes: a long conversation with images.</summary>
    [Range(1024, 1_073_741_824)]
    public long MaxModelRequestBytes { get; set; } = 32 * 1024 * 1024;

    /// <summary>Largest body of any other request.</summary>
    [Range(1024, 1_073_741_824)]
    public long MaxRequestBytes { get; set; } = 1024 * 1024;
}

[OptionsValidator]
internal sealed partial class ServerOptionsValidator : IValidateOptions<ServerOptions>;

internal static class RequestSizes
{
    public static IServiceCollection AddServerOptions(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<ServerOptions, ServerOptionsValidator>().BindConfiguration(ServerOptions.Section);
        services.AddOptions<KestrelServerOptions>().Configure<IOptions<ServerOptions>>((kestrel, server) => kestrel.Limits.MaxRequestBodySize = server.Value.MaxRequestBytes);
        return services;
    }

    /// <summary>Lets these endpoints take bodies as large as a model call may be; all others keep the smaller limit.</summary>
    public static RouteGroupBuilder AllowModelRequestSizes(this RouteGroupBuilder group)
    {
        var options = ((IEndpointRouteBuilder)group).ServiceProvider.GetRequiredService<IOptions<ServerOptions>>().Value;
        group.WithMetadata(new RequestSizeLimitAttribute(options.MaxModelRequestBytes));
        return group;
    }
}
