using Microsoft.SemanticKernel;

namespace KernelHost.Plugins;

/// <summary>Something that adds plugins to kernels: the plugins folder, other systems' tools. Thread-safe.</summary>
public interface IPluginSource
{
    /// <summary>What is known of the plugins' names without looking at an organisation: a config that names another gets a warning.</summary>
    IEnumerable<string> Names => [];

    /// <summary>
    /// Another number than before when what <see cref="CreateForAsync"/> would give this scope has changed: the next call then gets a new kernel. Asked at every call,
    /// so it only looks something up; it does not throw.
    /// </summary>
    long VersionFor(PluginScope scope);

    /// <summary>New instances for one kernel. What cannot be made is left out by the source; if it throws, all of its plugins are missing from the kernel, and the others' are not.</summary>
    /// <param name="services">What the plugins' constructors may ask for.</param>
    ValueTask<IReadOnlyList<KernelPlugin>> CreateForAsync(PluginScope scope, IServiceProvider services, CancellationToken cancellationToken);
}
