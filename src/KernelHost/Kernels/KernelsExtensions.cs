using KernelHost.Events;
using KernelHost.Forwarding;
using KernelHost.Kernels.PluginCalling;
using KernelHost.Organizations;
using KernelHost.Plugins;
using KernelHost.Providers;
using KernelHost.Routing;
using KernelHost.Routing.Health;
using KernelHost.Routing.Switching;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace KernelHost.Kernels;

public static class KernelsExtensions
{
    /// <summary>Snapshots, kernels and the routed model services. Needs <c>AddOrganizations</c>, <c>AddProviders</c> and <c>AddPlugins</c>.</summary>
    public static IServiceCollection AddKernels(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<KernelsOptions, KernelsOptionsValidator>().BindConfiguration(KernelsOptions.Section);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<ProviderConnections>();
        services.AddSingleton<Forwarder>();
        services.TryAddSingleton<HostEvents>();
        services.AddSingleton<EventJournal>();
        services.AddSingleton(RetryPause.Default);
        services.AddSingleton<FailoverLoop>();
        services.AddSingleton<ModelRecords>();
        services.AddSingleton<RouteCounts>();
        services.TryAddSingleton(Random.Shared);
        services.AddSingleton<SmartRouting>();
        services.AddSingleton<ModelCalls>();
        services.AddSingleton<ModelProbe>();
        services.AddSingleton<ModelOverrides>();
        services.AddSingleton<ModelSwitching>();
        services.AddSingleton<SharedKernelServices>();
        services.AddOptionsWithValidateOnStart<PluginChatOptions, PluginChatOptionsValidator>().BindConfiguration(PluginChatOptions.Section);
        services.AddSingleton<PluginChats>();
        services.AddSingleton<KernelFactory>();
        services.AddSingleton(provider => new SnapshotCache(
            provider.GetRequiredService<OrganizationDirectory>(),
            provider.GetRequiredService<OrganizationConfigs>(),
            provider.GetRequiredService<ModelCalls>(),
            provider.GetRequiredService<KernelFactory>(),
            provider.GetRequiredService<ModelOverrides>(),
            provider.GetRequiredService<RouteCounts>(),
            provider.GetRequiredService<EventJournal>(),
            provider.GetRequiredService<PluginCatalog>(),
            provider.GetRequiredService<IOptions<KernelsOptions>>()));
        return services;
    }
}
