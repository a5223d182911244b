using System.ComponentModel;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Microsoft.SemanticKernel;

/// <summary>Makes plugins.</summary>
public static class KernelPluginFactory
{
    /// <summary>Makes a plugin of a type's attributed methods; the constructor's parameters come from the services.</summary>
    public static KernelPlugin CreateFromType<T>(string? pluginName = null, IServiceProvider? serviceProvider = null) =>
        CreateFromType(typeof(T), pluginName, serviceProvider);

    /// <summary>Makes a plugin of a type's attributed methods; the constructor's parameters come from the services.</summary>
    public static KernelPlugin CreateFromType(Type instanceType, string? pluginName = null, IServiceProvider? serviceProvider = null)
    {
        serviceProvider ??= EmptyServices.Instance;
        var instance = ActivatorUtilities.CreateInstance(serviceProvider, instanceType);
        return CreateFromObject(instance, pluginName, serviceProvider.GetService<ILoggerFactory>());
    }

    /// <summary>Makes a plugin of an object's attributed methods, static and private ones included.</summary>
    /// <exception cref="ArgumentException">There are none, or the name is not valid.</exception>
    public static KernelPlugin CreateFromObject(object target, string? pluginName = null, ILoggerFactory? loggerFactory = null)
    {
        ArgumentNullException.ThrowIfNull(target);
        const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;
        var type = target.GetType();
        pluginName ??= NameOf(type);
        Names.RequirePluginName(pluginName);
        KernelFunction[] functions =
        [
            .. type.GetMethods(All)
                .Where(method => method.IsDefined(typeof(KernelFunctionAttribute), inherit: true))
                .Select(method => KernelFunctionFactory.CreateFromMethod(method, target, loggerFactory: loggerFactory)),
        ];
        return functions.Length > 0
            ? CreateFromFunctions(pluginName, type.GetCustomAttribute<DescriptionAttribute>(inherit: true)?.Description, functions)
            : throw new ArgumentException($"{type} has no method with the [KernelFunction] attribute.", nameof(target));
    }

    /// <summary>Makes a plugin of functions.</summary>
    public static KernelPlugin CreateFromFunctions(string pluginName, IEnumerable<KernelFunction>? functions) =>
        CreateFromFunctions(pluginName, description: null, functions);

    /// <summary>Makes a plugin of functions.</summary>
    /// <exception cref="ArgumentException">Two have the same name, or the plugin's name is not valid.</exception>
    public static KernelPlugin CreateFromFunctions(string pluginName, string? description = null, IEnumerable<KernelFunction>? functions = null) =>
        new DefaultKernelPlugin(pluginName, description, functions);

    private static string NameOf(Type type) =>
        Names.Sanitize(string.Join('_', type.GetGenericArguments().Prepend(type).Select(t => t.Name.Split('`')[0])));
}
