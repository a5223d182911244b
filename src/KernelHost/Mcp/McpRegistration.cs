using KernelHost.Organizations;
using KernelHost.Plugins;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KernelHost.Mcp;

public static class McpRegistration
{
    /// <summary>MCP servers as plugins. Needs <c>AddOrganizations</c>, <c>AddProviders</c> and <c>AddPlugins</c>.</summary>
    public static IServiceCollection AddMcp(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<McpOptions, McpOptionsValidator>().BindConfiguration(McpOptions.Section);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<McpConnector>();
        services.AddSingleton(provider => new McpConnections(
            provider.GetRequiredService<OrganizationConfigs>(),
            provider.GetRequiredService<OrganizationDirectory>(),
            provider.GetRequiredService<McpConnector>(),
            provider.GetRequiredService<IOptions<McpOptions>>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<McpConnection>>()));
        services.AddHostedService(provider => provider.GetRequiredService<McpConnections>());
        services.AddSingleton<IPluginSource, McpPlugins>();
        return services;
    }
}
