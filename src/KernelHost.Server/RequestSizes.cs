using KernelHost.Server.Errors;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace KernelHost.Server;

/// <summary>How large a request may be: small, except where model calls carry whole conversations.</summary>
internal static class RequestSizes
{
    public static IServiceCollection AddServerOptions(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<ServerOptions, ServerOptionsValidator>().BindConfiguration(ServerOptions.Section);
        services.AddSingleton<IValidateOptions<ServerOptions>, KnownProxiesValidator>();
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

    /// <summary>
    /// Refuses a body that announces itself as too large. Kestrel would too, but by cutting the connection, and many clients then see no answer;
    /// here they may finish sending (for Kestrel's five seconds), unread, and see why.
    /// </summary>
    public static IApplicationBuilder UseRequestSizes(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is not { IsReadOnly: false, MaxRequestBodySize: { } most } size || !(context.Request.ContentLength > most))
        {
            return next(context);
        }

        size.MaxRequestBodySize = null;
        return context.WriteAsync(ApiError.OfStatus(StatusCodes.Status413PayloadTooLarge) with { Message = $"The request body is larger than the {most} bytes this endpoint takes." });
    });
}
