using System.Collections.Immutable;
using KernelHost.Plugins;
using Microsoft.SemanticKernel;

namespace KernelHost.Kernels;

/// <summary>
/// The kernel of one setup: built when first asked for, once for all who ask meanwhile, and again for the next call when a plugin source has something else to give. Calls keep
/// the one they began with. Thread-safe.
/// </summary>
internal sealed class SetupKernel(SetupSnapshot setup, KernelFactory factory)
{
    private readonly PluginScope _scope = new(setup.Organization, setup.Name, setup.Setup);
    private readonly Lock _building = new();
    private volatile Build? _latest;

    /// <summary>Completes at once when the kernel is current.</summary>
    public ValueTask<Kernel> GetAsync(CancellationToken cancellationToken)
    {
        var build = _latest is { } latest && Serves(latest) ? latest : Start();
        return build.Kernel.IsCompletedSuccessfully ? new(build.Kernel.Result) : new(build.Kernel.WaitAsync(cancellationToken));
    }

    /// <summary>Forgets a kernel that no new call would get.</summary>
    public void DropStale()
    {
        if (_latest is { } latest && !Serves(latest))
        {
            Interlocked.CompareExchange(ref _latest, null, latest);
        }
    }

    private Build Start()
    {
        lock (_building)
        {
            if (_latest is { } latest && Serves(latest))
            {
                return latest;
            }

            // The versions are read first: what changes during the build makes the next call build again. And the build is nobody's call: it keeps no caller's scope.
            var versions = factory.VersionsFor(_scope);
            using var nobodys = ExecutionContext.SuppressFlow();
            return _latest = new(versions, Task.Run(() => factory.CreateAsync(setup, _scope)));
        }
    }

    private bool Serves(Build build) => !build.Kernel.IsFaulted && factory.IsCurrent(_scope, build.Versions);

    private sealed record Build(ImmutableArray<long> Versions, Task<Kernel> Kernel);
}
