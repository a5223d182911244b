using System.Collections.Frozen;
using System.Collections.Immutable;
using KernelHost.Plugins;
using KernelHost.Scheduling;
using Microsoft.Extensions.Logging;
using Microsoft.SemanticKernel;

namespace KernelHost.Kernels;

/// <summary>
/// Builds a kernel per organisation and setup: every model as a service by its id (<c>default</c>, <c>small-fast</c>, named models,
/// <c>provider/model</c>), the host's own service selector, and the plugins of every source made for that organisation. Thread-safe.
/// </summary>
internal sealed partial class KernelFactory(
    SharedKernelServices shared, IEnumerable<IPluginSource> sources, IEnumerable<ISetupService> services, PluginLimits limits, ILogger<KernelFactory> logger)
{
    private readonly FrozenDictionary<Type, ISetupService> _services = services.ToFrozenDictionary(service => service.Type);
    private readonly ImmutableArray<IPluginSource> _sources = [.. sources];

    /// <summary>What the sources have now, one number each.</summary>
    public ImmutableArray<long> VersionsFor(PluginScope scope) => [.. _sources.Select(source => source.VersionFor(scope))];

    /// <summary>Whether a kernel built at these versions is what would be built now.</summary>
    public bool IsCurrent(PluginScope scope, ImmutableArray<long> versions)
    {
        for (var i = 0; i < _sources.Length; i++)
        {
            if (_sources[i].VersionFor(scope) != versions[i])
            {
                return false;
            }
        }

        return true;
    }

    public async Task<Kernel> CreateAsync(SetupSnapshot setup, PluginScope scope)
    {
        await Workers.Enter();
        var services = new KernelServices(setup, shared, _services);
        var plugins = new KernelPluginCollection();
        foreach (var source in _sources)
        {
            await AddAsync(source, scope, services, plugins);
        }

        var kernel = new Kernel(services, plugins);
        limits.Attach(kernel, scope);
        return kernel;
    }

    private async Task AddAsync(IPluginSource source, PluginScope scope, KernelServices services, KernelPluginCollection plugins)
    {
        try
        {
            // No caller's token: whoever else waits for this kernel still wants it.
            foreach (var plugin in await source.CreateForAsync(scope, services, CancellationToken.None))
            {
                if (scope.Setup.FindPlugin(plugin.Name)?.Enabled is false)
                    continue;
                if (plugins.TryGetPlugin(plugin.Name, out _))
                    LogTwice(plugin.Name, scope.Organization, scope.SetupName);
                else
                    plugins.Add(plugin);
            }
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // A source runs others' code and speaks to others' servers: whatever it throws, models and other plugins still answer.
            LogSourceFailed(source.GetType().Name, scope.Organization, scope.SetupName, failure);
        }
    }

    [LoggerMessage(LogLevel.Error, "{Source} gave no plugins to the kernel of {Organization}/{Setup}.")]
    private partial void LogSourceFailed(string source, string organization, string setup, Exception failure);

    [LoggerMessage(LogLevel.Warning, "Two plugins named {Plugin} for the kernel of {Organization}/{Setup}: the second is left out.")]
    private partial void LogTwice(string plugin, string organization, string setup);
}
