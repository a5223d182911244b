using KernelHost.Plugins;
using KernelHost.Routing;
using KernelHost.Server.Wire;
using Microsoft.Extensions.Options;

namespace KernelHost.Server.Endpoints;

/// <summary>The installed plugins, and calls of their functions in the kernel of the caller's setup.</summary>
internal static class PluginEndpoints
{
    public static void MapPlugins(this IEndpointRouteBuilder app)
    {
        // Loaded now, so that what is wrong with a plugin is in the log of the start and not of the first call.
        _ = app.ServiceProvider.GetRequiredService<PluginCatalog>();

        var group = app.MapModelGroup("/api/v1/plugins", "Plugins");
        group.MapGet("", ListAsync).WithSummary("The plugins, their functions and the JSON Schemas of these");
        group.MapGet("/{plugin}", GetAsync).WithSummary("One plugin");
        group.MapPost("/{plugin}/{function}", InvokeAsync)
            .WithSummary("Call a plugin's function").WithDescription("{\"arguments\": {…}} → {result, calls, duration_ms}; calls names every model that was called meanwhile.");
    }

    private static Task ListAsync(HttpContext context, PluginCatalog catalog) => context.WriteJsonAsync(json => PluginWriter.WriteList(json, catalog.Plugins));

    private static Task GetAsync(HttpContext context, string plugin, PluginCatalog catalog)
    {
        var found = catalog.Find(plugin) ?? throw new PluginNotFoundException(plugin, catalog.Plugins.Select(known => known.Name));
        return context.WriteJsonAsync(json => PluginWriter.Write(json, found));
    }

    private static async Task InvokeAsync(
        HttpContext context, string plugin, string function, CallerSetup callers, PluginInvoker invoker, IOptions<ServerOptions> limits, TimeProvider time)
    {
        var gone = context.RequestAborted;
        var setup = await callers.OwnAsync(gone);
        var arguments = PluginCall.Read(await RequestBody.ReadAsync(context, limits.Value.MaxModelRequestBytes));

        using var scope = CallScope.Begin(callers.Caller.KeyId);
        var started = time.GetTimestamp();
        var result = await invoker.InvokeAsync(setup.Kernel, plugin, function, arguments, gone);
        var duration = time.GetElapsedTime(started);
        await context.WriteJsonAsync(json => PluginWriter.WriteResult(json, result, scope.Reports, duration));
    }
}
