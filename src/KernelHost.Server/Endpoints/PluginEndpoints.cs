using KernelHost.Plugins;
using KernelHost.Server.Wire;
using Microsoft.Extensions.Options;

namespace KernelHost.Server.Endpoints;

/// <summary>The installed plugins, and calls of their functions in the kernel of the caller's setup.</summary>
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

        using var scope = callers.BeginScope(context.Request);
        var started = time.GetTimestamp();
        var result = await invoker.InvokeAsync(setup.Kernel, plugin, function, arguments, gone);
        var duration = time.GetElapsedTime(started);
        await context.WriteJsonAsync(json => PluginWriter.WriteResult(json, result, scope.Reports, duration));
    }
}
