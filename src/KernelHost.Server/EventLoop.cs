using KernelHost.Scheduling;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace KernelHost.Server;

/// <summary>
/// A forwarded call is so short that handing it from thread to thread costs as much as the call: with <c>Server:InlineSockets</c> it runs on the thread that
/// reads from the sockets. Only endpoints that say so stay there; all others go to the workers first.
/// </summary>
internal static class EventLoop
{
    /// <summary>Read by the runtime, once, when the process uses its first socket; there is no setting of the program for it.</summary>
    private const string InlineCompletions = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    private static readonly Stays Mark = new();

    public static IServiceCollection AddEventLoop(this IServiceCollection services)
    {
        services.AddOptions<SocketTransportOptions>().Configure<IOptions<ServerOptions>>((sockets, server) => sockets.UnsafePreferInlineScheduling = server.Value.InlineSockets);
        return services;
    }

    /// <summary>Before the first socket. What whoever starts the host has set in the environment holds.</summary>
    public static void SetUpEventLoop(this WebApplication app)
    {
        if (app.Services.GetRequiredService<IOptions<ServerOptions>>().Value.InlineSockets && Environment.GetEnvironmentVariable(InlineCompletions) is null)
        {
            Environment.SetEnvironmentVariable(InlineCompletions, "1");
        }
    }

    /// <summary>These neither block nor compute for long, or enter the workers themselves where they do.</summary>
    public static TBuilder StayOnEventLoop<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder => endpoints.WithMetadata(Mark);

    public static IApplicationBuilder UseWorkers(this IApplicationBuilder app) => app.Use((context, next) =>
        context.StaysOnEventLoop() ? next(context) : EnterAsync(context, next));

    /// <summary>Whether the request's endpoint does: it then takes its caller from the request's features and its services from the host's.</summary>
    public static bool StaysOnEventLoop(this HttpContext context) => context.GetEndpoint()?.Metadata.GetMetadata<Stays>() is not null;

    private static async Task EnterAsync(HttpContext context, RequestDelegate next)
    {
        await Workers.Enter();
        await next(context);
    }

    private sealed class Stays;
}
