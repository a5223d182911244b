using System.Diagnostics.CodeAnalysis;

namespace Microsoft.SemanticKernel;

/// <summary>Finds functions among plugins.</summary>
public static class KernelPluginExtensions
{
    /// <summary>Whether there is a plugin of that name.</summary>
    public static bool Contains(this IReadOnlyKernelPluginCollection plugins, string pluginName)
    {
        ArgumentNullException.ThrowIfNull(plugins);
        return plugins.TryGetPlugin(pluginName, out _);
    }

    /// <summary>The function of a name; without a plugin name, the first found.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public static KernelFunction GetFunction(this IReadOnlyKernelPluginCollection plugins, string? pluginName, string functionName) =>
        plugins.TryGetFunction(pluginName, functionName, out var function)
            ? function
            : throw new KeyNotFoundException($"There is no function '{functionName}' in {(string.IsNullOrWhiteSpace(pluginName) ? "any plugin" : $"the plugin '{pluginName}'")}.");

    /// <summary>Finds a function by name; without a plugin name, in any plugin.</summary>
    public static bool TryGetFunction(this IReadOnlyKernelPluginCollection plugins, string? pluginName, string functionName, [NotNullWhen(true)] out KernelFunction? func)
    {
        ArgumentNullException.ThrowIfNull(plugins);
        ArgumentNullException.ThrowIfNull(functionName);
        func = null;
        if (!string.IsNullOrWhiteSpace(pluginName))
            return plugins.TryGetPlugin(pluginName, out var plugin) && plugin.TryGetFunction(functionName, out func);

        foreach (var plugin in plugins)
        {
            if (plugin.TryGetFunction(functionName, out func))
                return true;
        }

        return false;
    }

    /// <summary>What is known about all functions.</summary>
    public static IList<KernelFunctionMetadata> GetFunctionsMetadata(this IEnumerable<KernelPlugin> plugins) =>
        [.. plugins.SelectMany(plugin => plugin.GetFunctionsMetadata())];
}
