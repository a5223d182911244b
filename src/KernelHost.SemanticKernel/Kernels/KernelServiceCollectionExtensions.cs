using Microsoft.SemanticKernel;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers kernels in an application's services.</summary>
public static class KernelServiceCollectionExtensions
{
    /// <summary>Makes <see cref="Kernel"/> resolvable, a new one each time; add plugins and model services through the builder that is returned.</summary>
    public static IKernelBuilder AddKernel(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddTransient<KernelPluginCollection>();
        services.AddTransient<Kernel>();
        return new KernelBuilder(services);
    }
}
