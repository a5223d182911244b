namespace Microsoft.SemanticKernel;

public static partial class KernelExtensions
{
    /// <summary>Makes a plugin of a type's attributed methods; the instance comes from the kernel's services.</summary>
    public static KernelPlugin CreatePluginFromType<T>(this Kernel kernel, string? pluginName = null)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        return KernelPluginFactory.CreateFromType<T>(pluginName, kernel.Services);
    }

    /// <summary>Makes a plugin of an object's attributed methods.</summary>
    public static KernelPlugin CreatePluginFromObject(this Kernel kernel, object target, string? pluginName = null)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        return KernelPluginFactory.CreateFromObject(target, pluginName, kernel.LoggerFactory);
    }

    /// <summary>Makes a plugin of functions.</summary>
    public static KernelPlugin CreatePluginFromFunctions(this Kernel kernel, string pluginName, IEnumerable<KernelFunction>? functions) =>
        CreatePluginFromFunctions(kernel, pluginName, description: null, functions);

    /// <summary>Makes a plugin of functions.</summary>
    public static KernelPlugin CreatePluginFromFunctions(this Kernel kernel, string pluginName, string? description = null, IEnumerable<KernelFunction>? functions = null)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        return KernelPluginFactory.CreateFromFunctions(pluginName, description, functions);
    }

    /// <summary>Makes a plugin of a type and adds it to the kernel.</summary>
    public static KernelPlugin ImportPluginFromType<T>(this Kernel kernel, string? pluginName = null) =>
        Import(kernel, CreatePluginFromType<T>(kernel, pluginName));

    /// <summary>Makes a plugin of an object and adds it to the kernel.</summary>
    public static KernelPlugin ImportPluginFromObject(this Kernel kernel, object target, string? pluginName = null) =>
        Import(kernel, CreatePluginFromObject(kernel, target, pluginName));

    /// <summary>Makes a plugin of functions and adds it to the kernel.</summary>
    public static KernelPlugin ImportPluginFromFunctions(this Kernel kernel, string pluginName, IEnumerable<KernelFunction>? functions) =>
        Import(kernel, CreatePluginFromFunctions(kernel, pluginName, functions));

    /// <summary>Makes a plugin of functions and adds it to the kernel.</summary>
    public static KernelPlugin ImportPluginFromFunctions(this Kernel kernel, string pluginName, string? description = null, IEnumerable<KernelFunction>? functions = null) =>
        Import(kernel, CreatePluginFromFunctions(kernel, pluginName, description, functions));

    private static KernelPlugin Import(Kernel kernel, KernelPlugin plugin)
    {
        kernel.Plugins.Add(plugin);
        return plugin;
    }
}
