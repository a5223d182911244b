using KernelHost.Plugins;
using KernelHost.Server.Wire;
using Microsoft.Extensions.Options;
using Microsoft.SemanticKernel;

namespace KernelHost.Server.Endpoints;

/// <summary>The plugins in the kernel of the caller's setup, and calls of their functions.</summary>
internal static class PluginEndpoints
{
    private const string Plugin = """
        {"name": "Classifier", "version": "1.0.0", "description": "Sorts texts.", "functions": [{"name": "classify", "description": "Chooses the label that fits a text best.",
         "parameters": {"type": "object", "properties": {"text": {"type": "string"}}, "required": ["text"]}, "returns": {"type": "object"}}]}
        """;

    private const string List = $$"""{"items": [{{Plugin}}], "next_cursor": null}""";

    private const string Result = """
        {"result": {"label": "billing", "confidence": 0.74}, "calls": [{"service_id": "small-fast", "requested": null, "resolved": "llama3.2:latest", "provider": "ollama",
         "fallback_used": false, "fallback_reason": null, "usage": {"prompt_tokens": 41, "completion_tokens": 9, "total_tokens": 50}}], "duration_ms": 212}
        """;

    public static void MapPlugins(this IEndpointRouteBuilder app)
    {
        // Loaded now, so that what is wrong with a plugin is in the log of the start and not of the first call.
        _ = app.ServiceProvider.GetRequiredService<PluginCatalog>();

        var group = app.MapModelGroup("/api/v1/plugins", "Plugins");
        group.MapGet("", ListAsync).AnswersJson(List).WithSummary("The plugins, their functions and the JSON Schemas of these");
        group.MapGet("/{plugin}", GetAsync).AnswersJson(Plugin).WithSummary("One plugin");
        group.MapPost("/{plugin}/{function}", InvokeAsync)
            .TakesJson("""{"arguments": {"text": "My invoice is wrong", "labels": ["billing", "travel"]}}""").AnswersJson(Result)
            .WithSummary("Call a plugin's function").WithDescription("{\"arguments\": {…}} → {result, calls, duration_ms}; calls names every model that was called meanwhile. With Accept: text/event-stream a result that comes in pieces is passed on as it comes: events delta, then one result.");
    }

    private static async Task ListAsync(HttpContext context, CallerSetup callers)
    {
        var setup = await callers.OwnAsync(context.RequestAborted);
        var kernel = await setup.KernelAsync(context.RequestAborted);
        var allowed = kernel.Plugins.Where(plugin => PluginAccess.Allows(setup.Setup, plugin.Name, callers.Caller.Role));
        await context.WriteJsonAsync(json => PluginWriter.WriteList(json, allowed.OrderBy(plugin => plugin.Name, StringComparer.Ordinal)));
    }

    private static async Task GetAsync(HttpContext context, string plugin, CallerSetup callers)
    {
        var kernel = await KernelWithAsync(context, plugin, callers);
        if (!kernel.Plugins.TryGetPlugin(plugin, out var found))
            throw new PluginNotFoundException(plugin, kernel.Plugins.Select(known => known.Name));

        await context.WriteJsonAsync(json => PluginWriter.Write(json, found));
    }

    private static async Task InvokeAsync(
        HttpContext context, string plugin, string function, CallerSetup callers, PluginInvoker invoker, IOptions<ServerOptions> limits, TimeProvider time)
    {
        var gone = context.RequestAborted;
        var kernel = await KernelWithAsync(context, plugin, callers);
        var arguments = PluginCall.Read(await RequestBody.ReadAsync(context, limits.Value.MaxModelRequestBytes));

        using var scope = callers.BeginScope(context.Request);
        if (SseStream.IsWantedBy(context.Request))
        {
            await new PluginStream(context, scope, time).WriteAsync(pieces => invoker.InvokeAsync(kernel, plugin, function, arguments, gone, pieces));
            return;
        }

        var started = time.GetTimestamp();
        var result = await invoker.InvokeAsync(kernel, plugin, function, arguments, gone);
        var duration = time.GetElapsedTime(started);
        await context.WriteJsonAsync(json => PluginWriter.WriteResult(json, result, scope.Reports, duration));
    }

    /// <summary>The caller's kernel, if its role may use this plugin of it.</summary>
    private static async ValueTask<Kernel> KernelWithAsync(HttpContext context, string plugin, CallerSetup callers)
    {
        var setup = await callers.OwnAsync(context.RequestAborted);
        PluginAccess.Require(setup.Setup, plugin, callers.Caller.Role);
        var kernel = await setup.KernelAsync(context.RequestAborted);
        return kernel.Plugins.TryGetPlugin(plugin, out _) || !context.RequestServices.GetRequiredService<PluginCatalog>().LacksSettings(plugin, new(setup.Organization, setup.Name, setup.Setup))
            ? kernel
            : throw PluginNotFoundException.NotConfigured(plugin);
    }
}
