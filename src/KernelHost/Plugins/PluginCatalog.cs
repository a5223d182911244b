using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.SemanticKernel;

namespace KernelHost.Plugins;

/// <summary>The plugins found at start. Immutable. A broken one is a problem here and never the host's.</summary>
public sealed partial class PluginCatalog : IPluginSource
{
    private readonly ILogger<PluginCatalog> _logger;

    public PluginCatalog(IOptions<PluginsOptions> options, ILogger<PluginCatalog> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        var folders = PluginFolders.Under(options.Value.Directory);
        var findings = folders.Paths.Select(PluginLoader.Load).ToList();
        var named = findings.SelectMany(finding => finding.Plugins).GroupBy(plugin => plugin.Name, StringComparer.OrdinalIgnoreCase).ToList();

        Plugins = [.. named.Select(same => same.First()).OrderBy(plugin => plugin.Name, StringComparer.Ordinal)];
        Problems = [.. folders.Problems, .. findings.SelectMany(finding => finding.Problems), .. named.SelectMany(Duplicates)];
        _logger = logger;
        Report();
    }

    /// <summary>By name.</summary>
    public ImmutableArray<LoadedPlugin> Plugins { get; }

    public ImmutableArray<PluginProblem> Problems { get; }

    /// <summary>Null when there is none of that name; names ignore case, as the kernel's do.</summary>
    public LoadedPlugin? Find(string name) => Plugins.FirstOrDefault(plugin => string.Equals(plugin.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Always the same: what was found at start stays.</summary>
    public long VersionFor(PluginScope scope) => 0;

    /// <summary>Instances of all plugins for one kernel; one whose constructor throws is logged and left out.</summary>
    public ValueTask<IReadOnlyList<KernelPlugin>> CreateForAsync(PluginScope scope, IServiceProvider services, CancellationToken cancellationToken) =>
        new(CreateFor(scope, services));

    internal IReadOnlyList<KernelPlugin> CreateFor(PluginScope scope, IServiceProvider services) =>
        [.. Plugins.Select(plugin => TryCreate(plugin, services)).OfType<KernelPlugin>()];

    private KernelPlugin? TryCreate(LoadedPlugin plugin, IServiceProvider services)
    {
        try
        {
            return plugin.CreateKernelPlugin(services);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // Somebody else's code: it may throw anything, and the organisation's other plugins still work.
            LogNotCreated(plugin.Name, failure);
            return null;
        }
    }

    private static IEnumerable<PluginProblem> Duplicates(IGrouping<string, LoadedPlugin> same) =>
        same.Skip(1).Select(plugin => new PluginProblem(plugin.Folder, $"A plugin named '{plugin.Name}' is there already, from '{same.First().Folder}'."));

    private void Report()
    {
        foreach (var plugin in Plugins)
            LogLoaded(plugin.Name, plugin.Version, plugin.Functions.Length);
        foreach (var problem in Problems)
            LogSkipped(problem.Folder, problem.Reason);
    }

    [LoggerMessage(LogLevel.Information, "Plugin {Plugin} {Version} with {Functions} functions.")]
    private partial void LogLoaded(string plugin, string version, int functions);

    [LoggerMessage(LogLevel.Warning, "Skipped {Folder} in the plugins folder: {Reason}")]
    private partial void LogSkipped(string folder, string reason);

    [LoggerMessage(LogLevel.Error, "Plugin {Plugin} could not be made for a kernel and is missing from it.")]
    private partial void LogNotCreated(string plugin, Exception failure);
}
