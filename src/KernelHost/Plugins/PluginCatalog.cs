using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using KernelHost.Events;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.SemanticKernel;

namespace KernelHost.Plugins;

/// <summary>
/// What the plugins folder holds: read at start, and again by <see cref="Reload()"/>. A broken plugin is a problem here and never the host's; where a newer version is broken the
/// one before it goes on serving. Thread-safe: who reads sees one state or the next.
/// </summary>
public sealed partial class PluginCatalog : IPluginSource, IDisposable
{
    private readonly Lock _turn = new();
    private readonly ShadowFolder _shadow = new();
    private readonly PluginLoader _loader;
    private readonly string? _directory;
    private readonly OrganizationPlugins _organizations;
    private readonly HostEvents _events;
    private readonly ILogger<PluginCatalog> _logger;
    private volatile PluginSet _now = PluginSet.Empty;

    public PluginCatalog(IOptions<PluginsOptions> options, OrganizationPlugins organizations, HostEvents events, TimeProvider time, ILogger<PluginCatalog> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_directory, _organizations, _events, _logger) = (options.Value.Directory, organizations, events, logger);
        _loader = new(_shadow, Worlds, time);
        Reload();
    }

    /// <summary>Something else is offered now. Those who listen neither block nor throw.</summary>
    public event Action? Changed;

    /// <summary>By name.</summary>
    public ImmutableArray<LoadedPlugin> Plugins => _now.Plugins;

    public ImmutableArray<PluginProblem> Problems => _now.Problems;

    public IEnumerable<string> Names => _now.Plugins.Select(plugin => plugin.Name);

    internal PluginWorlds Worlds { get; } = new();

    internal PluginSet Now => _now;

    /// <summary>A version that does not serve any more is still in memory.</summary>
    internal bool IsDraining => Worlds.Alive > _now.Folders.Count(folder => folder.World is not null);

    /// <summary>Null when there is none of that name; names ignore case, as the kernel's do.</summary>
    public LoadedPlugin? Find(string name) => _now.Find(name);

    /// <summary>Folders by name, what is offered, and what is wrong, all of one moment.</summary>
    public (IReadOnlyDictionary<string, PluginFolderState> Folders, ImmutableArray<LoadedPlugin> Plugins, ImmutableArray<PluginProblem> Problems) Look()
    {
        var now = _now;
        var folders = now.Folders.ToDictionary(folder => folder.Name, folder => new PluginFolderState(folder.LoadedAt, folder.IsOutdated, folder.Problems.FirstOrDefault()?.Reason));
        return (folders, now.Plugins, now.Problems);
    }

    /// <summary>Whether a plugin of this name is installed, and what the organisation's config says of it is not enough to make it.</summary>
    public bool LacksSettings(string name, PluginScope scope) => Find(name) is { } plugin && _organizations.ProblemsOf(plugin, scope) is not [];

    public long VersionFor(PluginScope scope) => _now.Version;

    /// <summary>Instances of all plugins for one kernel; one whose constructor throws is logged and left out.</summary>
    public ValueTask<IReadOnlyList<KernelPlugin>> CreateForAsync(PluginScope scope, IServiceProvider services, CancellationToken cancellationToken) =>
        new(CreateFor(scope, services));

    /// <summary>Looks at every folder and takes what has changed. It blocks: to be called on a worker.</summary>
    public PluginChanges Reload() => Reload(settled: null);

    public void Dispose() => _shadow.Dispose();

    internal IReadOnlyList<KernelPlugin> CreateFor(PluginScope scope, IServiceProvider services)
    {
        while (true)
        {
            // A version that is being unloaded is not the catalog's any more.
            if (TryCreate(_now.Plugins, scope, services, out var made))
                return made;
        }
    }

    /// <param name="settled">By folder the state it was in a while ago; one that is in another now is still being written to, and left as it is. Null = take all as they are.</param>
    internal PluginChanges Reload(IReadOnlyDictionary<string, string?>? settled)
    {
        lock (_turn)
        {
            var (before, found) = (_now, PluginFolders.Under(_directory));
            ImmutableArray<PluginFolder> folders = found.IsThere
                ? [.. found.Paths.Select(path => Look(path, before.FindFolder(Path.GetFileName(path)), settled)).OfType<PluginFolder>()]
                : before.Folders;   // a drive that is gone for a moment takes no plugin out
            _now = before.With(folders, found.Problems);
            foreach (var left in before.Folders.Select(folder => folder.World).Except(folders.Select(folder => folder.World)))
                left?.Release();

            var changes = PluginChanges.Between(before, _now);
            Tell(changes);
            return changes;
        }
    }

    /// <summary>The state of every folder, to see whether it stays.</summary>
    internal IReadOnlyDictionary<string, string?> Prints() => PluginFolders.Under(_directory).Paths.ToDictionary(path => path, FolderPrint.Of);

    /// <summary>Whether a folder is not as it was when it was looked at last.</summary>
    internal bool IsBehind(IReadOnlyDictionary<string, string?> prints)
    {
        var folders = _now.Folders;
        return folders.Length != prints.Count || prints.Any(pair => _now.FindFolder(Path.GetFileName(pair.Key))?.Print != pair.Value);
    }

    private PluginFolder? Look(string path, PluginFolder? known, IReadOnlyDictionary<string, string?>? settled)
    {
        var print = FolderPrint.Of(path);
        if (print is null || known?.Print == print || (settled is not null && settled.GetValueOrDefault(path) != print) || _loader.Load(path, print) is not { } newer)
            return known;

        var taken = known?.Take(newer) ?? newer;
        if (taken != newer)
            newer.World?.Release();
        return taken;
    }

    private bool TryCreate(ImmutableArray<LoadedPlugin> plugins, PluginScope scope, IServiceProvider services, [NotNullWhen(true)] out List<KernelPlugin>? made)
    {
        made = [];
        foreach (var plugin in plugins.Where(plugin => scope.Setup.FindPlugin(plugin.Name)?.Enabled is not false))
        {
            try
            {
                var (options, wrong) = _organizations.OptionsFor(plugin, scope);
                if (wrong is [var first, ..])
                {
                    LogNotConfigured(plugin.Name, scope.Organization, scope.SetupName, first.Path, first.Message);
                    continue;
                }

                if (plugin.TryCreate(new PluginServices(services, options), failure => LogNotDisposed(plugin.Name, failure)) is not { } one)
                    return false;
                made.Add(one);
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                // Somebody else's code: it may throw anything, and the organisation's other plugins still work.
                LogNotCreated(plugin.Name, failure);
            }
        }

        return true;
    }

    private void Tell(PluginChanges changes)
    {
        foreach (var plugin in changes.Unloaded)
        {
            LogUnloaded(plugin.Name, plugin.Version);
            _events.Publish(new PluginUnloaded(plugin.Name, plugin.Version));
        }

        foreach (var plugin in changes.Loaded)
        {
            LogLoaded(plugin.Name, plugin.Version, plugin.Functions.Length);
            _events.Publish(new PluginWasLoaded(plugin.Name, plugin.Version));
        }

        foreach (var problem in changes.Rejected)
        {
            LogSkipped(problem.Folder, problem.Reason);
            _events.Publish(new PluginRejected(problem.Folder, problem.Reason));
        }

        if (changes.Loaded is not [] || changes.Unloaded is not [])
            Changed?.Invoke();
    }

    [LoggerMessage(LogLevel.Information, "Plugin {Plugin} {Version} with {Functions} functions.")]
    private partial void LogLoaded(string plugin, string version, int functions);

    [LoggerMessage(LogLevel.Information, "Plugin {Plugin} {Version} is no longer there.")]
    private partial void LogUnloaded(string plugin, string version);

    [LoggerMessage(LogLevel.Warning, "Skipped {Folder} in the plugins folder: {Reason}")]
    private partial void LogSkipped(string folder, string reason);

    [LoggerMessage(LogLevel.Error, "Plugin {Plugin} could not be made for a kernel and is missing from it.")]
    private partial void LogNotCreated(string plugin, Exception failure);

    [LoggerMessage(LogLevel.Warning, "Plugin {Plugin} is not in the kernel of {Organization}/{Setup}: {Path}: {Reason}")]
    private partial void LogNotConfigured(string plugin, string organization, string setup, string path, string reason);

    [LoggerMessage(LogLevel.Error, "Plugin {Plugin} threw when an instance of it was disposed.")]
    private partial void LogNotDisposed(string plugin, Exception failure);
}
