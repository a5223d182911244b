using KernelHost.Events;
using KernelHost.Organizations;
using KernelHost.Security;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace KernelHost.Plugins;

public static class PluginsExtensions
{
    /// <summary><see cref="PluginCatalog"/>, filled when it is first asked for, kept as its folder is, and put into every kernel, and <see cref="PluginInvoker"/>.</summary>
    public static IServiceCollection AddPlugins(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<PluginsOptions, PluginsOptionsValidator>().BindConfiguration(PluginsOptions.Section);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<HostEvents>();
        services.TryAddSingleton(provider => new OrganizationPlugins(provider.GetRequiredService<EnvironmentSecrets>(), provider));
        services.AddSingleton<IConfigCheck>(provider => provider.GetRequiredService<OrganizationPlugins>());
        services.TryAddSingleton<PluginLimits>();
        services.TryAddSingleton<PluginCatalog>();
        services.AddHostedService<PluginWatcher>();
        services.AddHostedService<PluginDrain>();
        services.TryAddSingleton<PluginInvoker>();
        services.AddSingleton<IPluginSource>(provider => provider.GetRequiredService<PluginCatalog>());
        return services;
    }
}
