using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using KernelHost.Organizations;
using Microsoft.Extensions.Options;
using Microsoft.SemanticKernel;

namespace KernelHost.Plugins;

/// <summary>How long a call of a plugin may take in one organisation's setup, and how many may run at once. Thread-safe.</summary>
public sealed class PluginLimits(IOptions<PluginsOptions> options)
{
    // A value of the kernel's own, so that every copy of it has it, whoever calls.
    private const string Key = "kernelhost.plugin-limits";

    // Held by kernels and running calls, so that what was configured before goes with them; found here, so that a new kernel goes on where the old one was.
    private readonly ConcurrentDictionary<(string Organization, string Setup, string Plugin), HeldGate> _gates = new();
    private int _prunedAt = 1024;

    /// <summary>Gives a kernel its limits.</summary>
    internal void Attach(Kernel kernel, PluginScope scope) => kernel.Data[Key] = kernel.Plugins.ToDictionary(
        plugin => plugin.Name, plugin => LimitOf(scope, plugin.Name), StringComparer.OrdinalIgnoreCase);

    internal PluginLimit Of(Kernel kernel, string plugin) =>
        kernel.Data.TryGetValue(Key, out var limits) && limits is Dictionary<string, PluginLimit> known && known.TryGetValue(plugin, out var limit) ? limit
        : new(options.Value.Timeout, null);

    private PluginLimit LimitOf(PluginScope scope, string plugin)
    {
        var settings = scope.Setup.FindPlugin(plugin);
        return new(settings?.Timeout?.Value ?? options.Value.Timeout, GateOf((scope.Organization, scope.SetupName, plugin), settings));
    }

    private PluginGate GateOf((string Organization, string Setup, string Plugin) place, PluginSettings? settings)
    {
        Prune();
        return _gates.GetOrAdd(place, static _ => new()).At(settings?.MaxConcurrent ?? options.Value.MaxConcurrent);
    }

    private sealed class HeldGate
    {
        private readonly Lock _change = new();
        private WeakReference<PluginGate>? _gate;

        public bool IsHeld => _gate?.TryGetTarget(out _) is true;

        public PluginGate At(int most)
        {
            lock (_change)
            {
                if (_gate?.TryGetTarget(out var gate) is not true || gate.Most != most)
                    _gate = new(gate = new(most));
                return gate;
            }
        }
    }

    private void Prune()
    {
        if (_gates.Count < _prunedAt)
            return;
        foreach (var (place, held) in _gates)
        {
            if (!held.IsHeld)
                _gates.TryRemove(place, out _);
        }

        _prunedAt = Math.Max(1024, 2 * _gates.Count);
    }
}

/// <param name="Gate">Null = as many calls as come.</param>
internal sealed record PluginLimit(TimeSpan Timeout, PluginGate? Gate);

/// <summary>Lets so many calls of a plugin run at once; the others wait, in turn.</summary>
[SuppressMessage("Design", "CA1001:Types that own disposable fields should be disposable", Justification = "Only a semaphore's wait handle needs it, and nobody asks for that.")]
internal sealed class PluginGate(int most)
{
    private readonly SemaphoreSlim _places = new(most, most);

    public int Most => most;

    /// <returns>False when no place came free in time.</returns>
    public Task<bool> EnterAsync(TimeSpan patience, CancellationToken cancellationToken) => _places.WaitAsync(patience, cancellationToken);

    public void Leave() => _places.Release();
}
