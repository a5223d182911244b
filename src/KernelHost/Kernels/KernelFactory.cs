using KernelHost.Plugins;
using Microsoft.SemanticKernel;

namespace KernelHost.Kernels;

/// <summary>
/// Builds a kernel per organisation and setup: every model as a service by its id (<c>default</c>, <c>small-fast</c>, named models,
/// <c>provider/model</c>), the host's own service selector, and the installed plugins made for that organisation. Thread-safe.
/// </summary>
internal sealed class KernelFactory(SharedKernelServices shared, IEnumerable<IPluginSource> plugins)
{
    public Kernel Create(SetupSnapshot setup)
    {
        var services = new KernelServices(setup, shared);
        return new(services, [.. plugins.SelectMany(source => source.CreateFor(services))]);
    }
}
