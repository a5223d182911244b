using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.SemanticKernel;

/// <param name="shared">Somebody else's services; a builder on them cannot build, the kernel is resolved instead.</param>
internal sealed class KernelBuilder(IServiceCollection? shared = null) : IKernelBuilder, IKernelBuilderPlugins
{
    public IServiceCollection Services { get; } = shared ?? new ServiceCollection();

    public IKernelBuilderPlugins Plugins => this;

    public bool CanBuild => shared is null;
}
