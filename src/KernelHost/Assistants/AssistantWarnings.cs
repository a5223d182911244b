using KernelHost.Kernels;
using KernelHost.Models;
using KernelHost.Organizations;
using KernelHost.Plugins;
using KernelHost.Security;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;

namespace KernelHost.Assistants;

/// <summary>
/// What an assistant names that its organisation does not have just now. It may have it tomorrow, or in another setup, so this is no error: but who writes an assistant
/// wants to know.
/// </summary>
public static class AssistantWarnings
{
    /// <param name="setup">The one it is looked for in.</param>
    public static async Task<IReadOnlyList<ConfigProblem>> OfAsync(Assistant assistant, SetupSnapshot setup, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(assistant);
        ArgumentNullException.ThrowIfNull(setup);
        var kernel = await setup.KernelAsync(cancellationToken);
        return
        [
            .. Model(setup, "$.model", assistant.Model),
            .. Model(setup, "$.small_fast_model", assistant.SmallFastModel),
            .. assistant.Plugins.SelectMany((name, index) => Plugin(setup, kernel, $"$.plugins[{index}]", name)),
            .. (assistant.McpServers ?? []).Index().Where(one => setup.Setup.Mcp?.Servers.Any(server => server.Name == one.Item) is not true)
                .Select(one => new ConfigProblem($"$.mcp_servers[{one.Index}]", "mcp_server_not_found", $"The setup has no MCP server \"{one.Item}\".")),
            .. await KnowledgeBasesAsync(assistant, kernel, cancellationToken),
        ];
    }

    private static ConfigProblem[] Model(SetupSnapshot setup, string path, string? model) =>
        model is not null && setup.Resolve(new() { Model = model, Exact = true }) is Resolution.NotFound { Error: var error }
            ? [new(path, error.Code, $"{error.Message} Until there is, the default answers, and says so.")]
            : [];

    private static ConfigProblem[] Plugin(SetupSnapshot setup, Kernel kernel, string path, string name)
    {
        var parts = name.Split('.', 2);
        return !kernel.Plugins.TryGetPlugin(parts[0], out var plugin)
            ? [new(path, "plugin_not_found", $"There is no plugin \"{parts[0]}\".{NearNames.Hint(NearNames.To(parts[0], kernel.Plugins.Select(known => known.Name)))}")]
            : parts.Length == 2 && !plugin.TryGetFunction(parts[1], out _)
                ? [new(path, "function_not_found", $"The plugin \"{parts[0]}\" has no function \"{parts[1]}\".{NearNames.Hint(NearNames.To(parts[1], plugin.Select(known => known.Name)))}")]
            : PluginAccess.Allows(setup.Setup, plugin.Name, Role.Member)
                ? []
                : [new(path, "plugin_not_allowed", $"The config allows the plugin \"{plugin.Name}\" to some roles only ('allowed_roles'): keys of others cannot call this assistant.")];
    }

    private static async Task<IEnumerable<ConfigProblem>> KnowledgeBasesAsync(Assistant assistant, Kernel kernel, CancellationToken cancellationToken)
    {
        if (assistant.KnowledgeBases.IsEmpty || kernel.Services.GetService<IKnowledgeSearch>() is not { } search)
        {
            return [];
        }

        var known = (await search.ListAsync(cancellationToken)).Select(one => one.Slug).ToArray();
        return assistant.KnowledgeBases.Index().Where(one => !known.Contains(one.Item)).Select(one =>
            new ConfigProblem($"$.knowledge_bases[{one.Index}]", "knowledge_base_not_found", $"There is no knowledge base \"{one.Item}\".{NearNames.Hint(NearNames.To(one.Item, known))}"));
    }
}
