using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Microsoft.SemanticKernel;

public static partial class KernelExtensions
{
    /// <summary>Adds a plugin made of a type's attributed methods.</summary>
    public static KernelPlugin AddFromType<T>(this ICollection<KernelPlugin> plugins, string? pluginName = null, IServiceProvider? serviceProvider = null) =>
        Add(plugins, KernelPluginFactory.CreateFromType<T>(pluginName, serviceProvider));

    /// <summary>Adds a plugin made of an object's attributed methods.</summary>
    public static KernelPlugin AddFromObject(this ICollection<KernelPlugin> plugins, object target, string? pluginName = null, IServiceProvider? serviceProvider = null) =>
        Add(plugins, KernelPluginFactory.CreateFromObject(target, pluginName, serviceProvider?.GetService<ILoggerFactory>()));

    /// <summary>Adds a plugin made of functions.</summary>
    public static KernelPlugin AddFromFunctions(this ICollection<KernelPlugin> plugins, string pluginName, IEnumerable<KernelFunction>? functions) =>
        AddFromFunctions(plugins, pluginName, description: null, functions);

    /// <summary>Adds a plugin made of functions.</summary>
    public static KernelPlugin AddFromFunctions(this ICollection<KernelPlugin> plugins, string pluginName, string? description = null, IEnumerable<KernelFunction>? functions = null) =>
        Add(plugins, KernelPluginFactory.CreateFromFunctions(pluginName, description, functions));

    /// <summary>Gives the kernel a plugin made of a type's attributed methods.</summary>
    public static IKernelBuilderPlugins AddFromType<T>(this IKernelBuilderPlugins plugins, string? pluginName = null) =>
        Add(plugins, services => KernelPluginFactory.CreateFromType<T>(pluginName, services));

    /// <summary>Gives the kernel a plugin made of an object's attributed methods.</summary>
    public static IKernelBuilderPlugins AddFromObject(this IKernelBuilderPlugins plugins, object target, string? pluginName = null) =>
        Add(plugins, services => KernelPluginFactory.CreateFromObject(target, pluginName, services.GetService<ILoggerFactory>()));

    /// <summary>Gives the kernel a plugin made of functions.</summary>
    public static IKernelBuilderPlugins AddFromFunctions(this IKernelBuilderPlugins plugins, string pluginName, IEnumerable<KernelFunction>? functions) =>
        AddFromFunctions(plugins, pluginName, description: null, functions);

    /// <summary>Gives the kernel a plugin made of functions.</summary>
    public static IKernelBuilderPlugins AddFromFunctions(this IKernelBuilderPlugins plugins, string pluginName, string? description = null, IEnumerable<KernelFunction>? functions = null) =>
        Add(plugins, KernelPluginFactory.CreateFromFunctions(pluginName, description, functions));

    /// <summary>Gives the kernel a plugin.</summary>
    public static IKernelBuilderPlugins Add(this IKernelBuilderPlugins plugins, KernelPlugin plugin) => Add(plugins, _ => plugin);

    private static KernelPlugin Add(ICollection<KernelPlugin> plugins, KernelPlugin plugin)
    {
        ArgumentNullException.ThrowIfNull(plugins);
        plugins.Add(plugin);
        return plugin;
    }

    private static IKernelBuilderPlugins Add(IKernelBuilderPlugins plugins, Func<IServiceProvider, KernelPlugin> create)
    {
        ArgumentNullException.ThrowIfNull(plugins);
        plugins.Services.AddSingleton(create);
        return plugins;
    }
}
