using KernelHost.Plugins;
using KernelHost.Server.Auth;

namespace KernelHost.Server.Endpoints;

/// <summary>What was found in the plugins folder, for those who look after the host: what cannot be used is listed with the reason.</summary>
internal static class InstalledPluginsEndpoints
{
    public static void MapInstalledPlugins(this IEndpointRouteBuilder app) =>
        app.MapGet("/api/v1/admin/plugins", List).RequireAuthorization(Policies.OrgAdmin).WithTags("Plugins")
            .WithSummary("The plugins that were found, the broken ones too, with what is wrong");

    private static ListAnswer<InstalledPluginAnswer> List(PluginCatalog catalog) => new(
    [
        .. catalog.Plugins.Select(plugin => new InstalledPluginAnswer(plugin.Name, "loaded", null, plugin.Version, plugin.Functions.Length)),
        .. catalog.Problems.Select(problem => new InstalledPluginAnswer(Path.GetFileName(problem.Folder), "broken", problem.Reason, null, 0)),
    ], null);
}

/// <param name="Name">The plugin's; of a broken one the folder it was in.</param>
/// <param name="Status"><c>loaded</c> or <c>broken</c>.</param>
internal sealed record InstalledPluginAnswer(string Name, string Status, string? Reason, string? Version, int Functions);
