using Microsoft.Extensions.DependencyInjection;

namespace KernelHost.Plugins;

/// <summary>What one plugin's constructor is filled from: its options, and what the kernel offers.</summary>
/// <param name="options">By the type that is asked for.</param>
internal sealed class PluginServices(IServiceProvider kernels, IReadOnlyDictionary<Type, object> options) : IKeyedServiceProvider
{
    public object? GetService(Type serviceType) => options.TryGetValue(serviceType, out var own) ? own : kernels.GetService(serviceType);

    public object? GetKeyedService(Type serviceType, object? serviceKey) => (kernels as IKeyedServiceProvider)?.GetKeyedService(serviceType, serviceKey);

    public object GetRequiredKeyedService(Type serviceType, object? serviceKey) => kernels.GetRequiredKeyedService(serviceType, serviceKey);
}
