using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.SemanticKernel;

/// <summary>Collects the services and plugins of a kernel.</summary>
public interface IKernelBuilder
{
    /// <summary>The services the kernel will resolve from.</summary>
    IServiceCollection Services { get; }

    /// <summary>The plugins the kernel will start with.</summary>
    IKernelBuilderPlugins Plugins { get; }
}
