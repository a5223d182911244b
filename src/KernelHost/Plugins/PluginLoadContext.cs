using System.Reflection;
using System.Runtime.Loader;

namespace KernelHost.Plugins;

/// <summary>
/// A plugin's own world. The contract and what its signatures are made of come from the host, or the plugin's types would not be the
/// host's; everything else is the plugin's, so two plugins may bring two versions of a library.
/// </summary>
internal sealed class PluginLoadContext(string assemblyPath) : AssemblyLoadContext(Path.GetFileNameWithoutExtension(assemblyPath), isCollectible: true)
{
    private static readonly string[] Contract = ["KernelHost.Abstractions", "KernelHost.SemanticKernel"];
    private static readonly string[] Shared = [.. Contract, "Microsoft.SemanticKernel", "Microsoft.Extensions.", "System.", "OpenAI", "OllamaSharp"];

    private readonly AssemblyDependencyResolver _resolver = new(assemblyPath);

    public Assembly LoadPlugin() => LoadFromAssemblyPath(assemblyPath);

    // Null hands the name to the host's context, which also has the framework. The contract is never the plugin's own, not even a newer
    // one: its functions would not be marked with the host's attribute, and the loader's complaint tells more than "no functions".
    protected override Assembly? Load(AssemblyName assemblyName) =>
        Contract.Contains(assemblyName.Name) || (IsShared(assemblyName) && HostHas(assemblyName)) ? null
        : _resolver.ResolveAssemblyToPath(assemblyName) is { } path ? LoadFromAssemblyPath(path)
        : null;

    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } path ? LoadUnmanagedDllFromPath(path) : 0;

    private static bool IsShared(AssemblyName assemblyName) =>
        Array.Exists(Shared, prefix => assemblyName.Name?.StartsWith(prefix, StringComparison.Ordinal) == true);

    // A host with an older version than the plugin needs does not have it.
    private static bool HostHas(AssemblyName assemblyName)
    {
        try
        {
            return Default.LoadFromAssemblyName(assemblyName) is not null;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
