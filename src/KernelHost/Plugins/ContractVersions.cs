using System.Reflection;

namespace KernelHost.Plugins;

/// <summary>Whether a plugin was built against what this host has.</summary>
internal static class ContractVersions
{
    private static readonly string[] Prefixes = ["KernelHost.Abstractions", "KernelHost.SemanticKernel", "Microsoft.SemanticKernel"];

    /// <summary>Null when it fits; newer is what does not: the plugin may use what this host lacks.</summary>
    public static string? Misfit(Assembly plugin) =>
        plugin.GetReferencedAssemblies().Where(IsContract).Select(wanted => (Wanted: wanted, Version: HostsVersion(wanted)))
            .Where(pair => pair.Version is not null && pair.Wanted.Version > pair.Version)
            .Select(pair => $"It was built against {pair.Wanted.Name} {pair.Wanted.Version}, and this host has {pair.Version}: update the host, or build the plugin against that version.")
            .FirstOrDefault();

    private static bool IsContract(AssemblyName wanted) => Array.Exists(Prefixes, prefix => wanted.Name?.StartsWith(prefix, StringComparison.Ordinal) == true);

    private static Version? HostsVersion(AssemblyName wanted)
    {
        try
        {
            return Assembly.Load(new AssemblyName(wanted.Name ?? "")).GetName().Version;
        }
        catch (IOException)
        {
            return null;   // not the host's: the plugin brings it
        }
    }
}
