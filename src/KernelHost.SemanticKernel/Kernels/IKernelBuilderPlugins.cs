using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.SemanticKernel;

/// <summary>Collects the plugins of a kernel; they are created with the kernel's services.</summary>
public interface IKernelBuilderPlugins
{
    /// <summary>The services the plugins are registered in.</summary>
    IServiceCollection Services { get; }
}
