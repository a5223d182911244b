using System.Text.Json.Serialization;
using KernelHost.Plugins;
using KernelHost.Storage;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace KernelHost.Server.Endpoints;

/// <summary>For orchestrators: is the process alive, may it get traffic. Open to all, so it names no causes; the log does.</summary>
internal static class HealthEndpoints
{
    // Load balancers ask with HEAD as often as with GET.
    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Other rooms add their own checks with <c>AddHealthChecks().AddCheck&lt;T&gt;(name)</c>.</summary>
    public static IServiceCollection AddReadiness(this IServiceCollection services)
    {
        services.AddHealthChecks().AddCheck<StorageCheck>("storage").AddCheck<PluginsCheck>("plugins");
        return services;
    }

    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("").AllowAnonymous().WithTags("Health");
        group.MapMethods("/healthz", Methods, Alive).WithSummary("Is the process alive");
        group.MapMethods("/readyz", Methods, ReadyAsync).WithSummary("May it get traffic").Produces<HealthAnswer>().Produces<HealthAnswer>(StatusCodes.Status503ServiceUnavailable);
    }

    private static HealthAnswer Alive() => new("ok", null);

    private static async Task<JsonHttpResult<HealthAnswer>> ReadyAsync(HealthCheckService checks, CancellationToken cancellationToken)
    {
        var report = await checks.CheckHealthAsync(cancellationToken);
        var ready = report.Status != HealthStatus.Unhealthy;
        var answer = new HealthAnswer(ready ? "ok" : "unavailable", report.Entries.ToDictionary(entry => entry.Key, entry => entry.Value.Status.ToString().ToLowerInvariant()));
        return TypedResults.Json(answer, AdminJson.Default.HealthAnswer, statusCode: ready ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}

/// <param name="Checks">By name: <c>healthy</c>, <c>degraded</c> or <c>unhealthy</c>.</param>
internal sealed record HealthAnswer(string Status, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, string>? Checks);

internal sealed class StorageCheck(StorageHealth storage) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        await storage.CheckAsync(cancellationToken) is { } fault ? HealthCheckResult.Unhealthy(fault) : HealthCheckResult.Healthy();
}

internal sealed class PluginsCheck(PluginCatalog plugins) : IHealthCheck
{
    // A broken plugin is skipped; the others, and every model, still answer.
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(plugins.Problems.IsEmpty ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded($"{plugins.Problems.Length} plugin problems."));
}
