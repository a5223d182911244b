using System.Text.Json.Nodes;
using KernelHost.Organizations;
using KernelHost.Plugins;
using KernelHost.Scheduling;
using KernelHost.Security;
using KernelHost.Server.Auth;

namespace KernelHost.Server.Endpoints;

/// <summary>What is in the plugins folder, for those who look after the host: what cannot be used is listed with the reason.</summary>
internal static class InstalledPluginsEndpoints
{
    public static void MapInstalledPlugins(this IEndpointRouteBuilder app)
    {
        var group = app.MapGroup("/api/v1/admin/plugins").WithTags("Plugins");
        group.MapGet("", ListAsync).RequireAuthorization(Policies.OrgAdmin)
            .WithSummary("The plugins that were found, the broken ones too, with what is wrong");
        group.MapPost("/reload", ReloadAsync).RequireAuthorization(Policies.SystemAdmin)
            .WithSummary("Look at the plugins folder now and take what has changed; calls that run finish on the version they began with");
    }

    private static async Task<ListAnswer<InstalledPluginAnswer>> ListAsync(
        Caller caller, PluginCatalog catalog, OrganizationPlugins organizations, OrganizationConfigs configs, CancellationToken cancellationToken)
    {
        var setups = (await configs.GetAsync(caller.Organization, cancellationToken)).Config.Setups.OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => new PluginScope(caller.Organization, pair.Key, pair.Value)).ToArray();
        var (folders, plugins, problems) = catalog.Look();
        return new(
        [
            .. plugins.Select(plugin => Loaded(plugin, folders[plugin.Folder]) with { Problems = [.. setups.SelectMany(setup => organizations.ProblemsOf(plugin, setup))] }),
            .. problems.Where(problem => !folders.TryGetValue(problem.Folder, out var folder) || !folder.IsOutdated)
                .Select(problem => new InstalledPluginAnswer(Path.GetFileName(problem.Folder), "broken", problem.Reason, null, 0, null)),
        ], null);
    }

    private static async Task<ReloadedPluginsAnswer> ReloadAsync(Caller caller, PluginCatalog catalog, AuditLog audit, CancellationToken cancellationToken)
    {
        await Workers.Enter();
        var answer = ReloadedPluginsAnswer.Of(catalog.Reload(), catalog.Problems);
        await audit.AppendAsync("plugins.reloaded", caller.Actor, Organization.SystemSlug, "plugins", new JsonObject
        {
            ["loaded"] = new JsonArray([.. answer.Loaded.Select(plugin => JsonValue.Create($"{plugin.Name} {plugin.Version}"))]),
            ["unloaded"] = new JsonArray([.. answer.Unloaded.Select(plugin => JsonValue.Create($"{plugin.Name} {plugin.Version}"))]),
            ["rejected"] = new JsonArray([.. answer.Rejected.Select(problem => JsonValue.Create(problem.Folder))]),
        }, cancellationToken);
        return answer;
    }

    private static InstalledPluginAnswer Loaded(LoadedPlugin plugin, PluginFolderState folder) => new(
        plugin.Name, folder.IsOutdated ? "outdated" : "loaded", folder.IsOutdated ? folder.Reason : null, plugin.Version, plugin.Functions.Length, folder.LoadedAt.UtcDateTime);
}

/// <param name="Name">The plugin's; of a broken one the folder it was in.</param>
/// <param name="Status"><c>loaded</c>; <c>outdated</c>: it serves, and a newer version in its folder cannot; or <c>broken</c>.</param>
/// <param name="Reason">What is wrong, with the newer version or with the folder.</param>
/// <param name="Version">The one that serves.</param>
internal sealed record InstalledPluginAnswer(string Name, string Status, string? Reason, string? Version, int Functions, DateTime? LoadedAt)
{
    /// <summary>Why it is not in the kernels of the caller's organisation, by the places in its config.</summary>
    public IReadOnlyList<ConfigProblem> Problems { get; init; } = [];
}

/// <param name="Loaded">New, or of a new version.</param>
/// <param name="Unloaded">No longer offered.</param>
/// <param name="Rejected">What cannot be used as it is now, whether it has changed or not; what served before still does.</param>
internal sealed record ReloadedPluginsAnswer(IReadOnlyList<PluginVersionAnswer> Loaded, IReadOnlyList<PluginVersionAnswer> Unloaded, IReadOnlyList<PluginProblem> Rejected)
{
    public static ReloadedPluginsAnswer Of(PluginChanges changes, IEnumerable<PluginProblem> problems) => new(
        [.. changes.Loaded.Select(PluginVersionAnswer.Of)], [.. changes.Unloaded.Select(PluginVersionAnswer.Of)],
        [.. problems.Select(problem => problem with { Folder = Path.GetFileName(problem.Folder) })]);
}

internal sealed record PluginVersionAnswer(string Name, string Version)
{
    public static PluginVersionAnswer Of(LoadedPlugin plugin) => new(plugin.Name, plugin.Version);
}
