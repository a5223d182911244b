using System.Collections.Immutable;
using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.SemanticKernel;

namespace KernelHost.Plugins;

/// <summary>A plugin that can be put into kernels. Immutable and thread-safe.</summary>
public sealed class LoadedPlugin
{
    private readonly Func<IServiceProvider, (object Instance, KernelPlugin Plugin)> _create;
    private readonly PluginWorld _world;

    private LoadedPlugin(Type type, PluginWorld world, string folder)
    {
        _world = world;
        Name = PluginClass.NameOf(type);
        Folder = folder;
        Version = VersionOf(type.Assembly);
        Description = type.GetCustomAttribute<DescriptionAttribute>()?.Description ?? "";
        var make = PluginConstructor.For(type);
        _create = services =>
        {
            var instance = make(services);
            return (instance, KernelPluginFactory.CreateFromObject(instance, Name, services.GetService<ILoggerFactory>()));
        };
        OptionTypes = PluginConstructor.OptionTypes(type);
        Functions = [.. Shape(type, Name).OrderBy(function => function.Name, StringComparer.Ordinal).Select(PluginFunction.Of)];
    }

    private LoadedPlugin(string name, string version, string description, ImmutableArray<PromptTemplateConfig> prompts, PluginWorld world, string folder)
    {
        (_world, Name, Version, Description, Folder, OptionTypes) = (world, name, version, description, folder, []);
        _create = services => (this, Prompts(services.GetService<ILoggerFactory>()));
        Functions = [.. Prompts(null).OrderBy(function => function.Name, StringComparer.Ordinal).Select(PluginFunction.Of)];

        KernelPlugin Prompts(ILoggerFactory? loggers) =>
            KernelPluginFactory.CreateFromFunctions(name, description, prompts.Select(prompt => KernelFunctionFactory.CreateFromPrompt(prompt, loggerFactory: loggers)));
    }

    /// <summary>The class's name, without <c>Plugin</c> at its end; of prompts the folder's.</summary>
    public string Name { get; }

    public string Version { get; }

    public string Description { get; }

    /// <summary>By name.</summary>
    public ImmutableArray<PluginFunction> Functions { get; }

    /// <summary>The types of the options that its constructor takes.</summary>
    internal IReadOnlyList<Type> OptionTypes { get; }

    /// <summary>The folder it came from, without the path to it.</summary>
    public string Folder { get; }

    internal static LoadedPlugin From(Type type, PluginWorld world, string folder) => new(type, world, folder);

    internal static LoadedPlugin From(
        string name, string version, string description, ImmutableArray<PromptTemplateConfig> prompts, PluginWorld world, string folder) =>
        new(name, version, description, prompts, world, folder);

    /// <summary>Makes an instance for one kernel. It keeps the plugin's version in memory until nobody can reach it, and is disposed then if it is disposable.</summary>
    /// <param name="services">Holds what Abstractions offers to a plugin's constructor, for the organisation the kernel is for.</param>
    /// <param name="failed">Hears what the plugin throws when it is disposed.</param>
    /// <returns>Null when the version is being unloaded.</returns>
    internal KernelPlugin? TryCreate(IServiceProvider services, Action<Exception> failed)
    {
        if (!_world.TryHold())
            return null;

        (object Instance, KernelPlugin Plugin) made;
        try
        {
            made = _create(services);
        }
        catch
        {
            _world.Release();
            throw;
        }

        return new VersionedPlugin(made.Plugin, Version, Description, new PluginInstance(made.Instance, _world, failed));
    }

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
