using System.Collections.Immutable;
using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.SemanticKernel;

namespace KernelHost.Plugins;

/// <summary>A plugin that can be put into kernels. Immutable and thread-safe.</summary>
public sealed class LoadedPlugin
{
    private readonly ObjectFactory _create;

    // Held only so that it stays: a collectible context that nobody holds loads no more of the plugin's libraries.
    private readonly AssemblyLoadContext? _context;

    private LoadedPlugin(Type type, string folder)
    {
        _context = AssemblyLoadContext.GetLoadContext(type.Assembly);
        Name = PluginClass.NameOf(type);
        Folder = folder;
        Version = VersionOf(type.Assembly);
        Description = type.GetCustomAttribute<DescriptionAttribute>()?.Description ?? "";
        _create = PluginConstructor.For(type);
        Functions = [.. Shape(type, Name).OrderBy(function => function.Name, StringComparer.Ordinal).Select(PluginFunction.Of)];
    }

    /// <summary>The class's name, without <c>Plugin</c> at its end.</summary>
    public string Name { get; }

    public string Version { get; }

    public string Description { get; }

    /// <summary>By name.</summary>
    public ImmutableArray<PluginFunction> Functions { get; }

    internal string Folder { get; }

    /// <summary>Makes an instance for one kernel.</summary>
    /// <param name="services">Holds what Abstractions offers to a plugin's constructor, for the organisation the kernel is for.</param>
    public KernelPlugin CreateKernelPlugin(IServiceProvider services)
    {
        ArgumentNullException.ThrowIfNull(services);
        return new VersionedPlugin(KernelPluginFactory.CreateFromObject(_create(services, null), Name, services.GetService<ILoggerFactory>()), Version, Description);
    }

    internal static LoadedPlugin From(Type type, string folder) => new(type, folder);

    // A build adds "+commit" to what the author wrote.
    private static string VersionOf(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0]
        ?? assembly.GetName().Version?.ToString() ?? "0.0.0";

    // The functions are only looked at here, never run, so an instance without its constructor's work will do: there is no organisation yet.
    [SuppressMessage("Usage", "CA1816:Dispose methods should call SuppressFinalize", Justification = "A finalizer must not meet an object that was never made.")]
    private static KernelPlugin Shape(Type type, string name)
    {
        var unfinished = RuntimeHelpers.GetUninitializedObject(type);
        GC.SuppressFinalize(unfinished);
        return KernelPluginFactory.CreateFromObject(unfinished, name);
    }
}
