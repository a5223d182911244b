using KernelHost.Security;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace KernelHost.Organizations;

public static class OrganizationsExtensions
{
    /// <summary>Organisations and their configs. Needs <c>AddStorage</c> and <c>AddSecurity</c>.</summary>
    public static IServiceCollection AddOrganizations(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<OrganizationsOptions, OrganizationsOptionsValidator>().BindConfiguration(OrganizationsOptions.Section);
        services.AddSingleton<OrganizationIndex>();
        services.AddSingleton<ITenancy>(provider => provider.GetRequiredService<OrganizationIndex>());
        services.AddSingleton<ConfigCache>();
        services.AddSingleton<StoredConfigs>();
        services.AddSingleton<UpstreamPolicy>();
        services.AddSingleton(provider => new ChangeGate(provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ConfigVersions>();
        services.AddSingleton<ConfigChanges>();
        services.AddSingleton(provider => new OrganizationConfigs(provider.GetRequiredService<ConfigVersions>(), provider.GetRequiredService<ConfigChanges>()));
        services.AddSingleton(provider => new OrganizationDirectory(
            provider.GetRequiredService<OrganizationIndex>(),
            provider.GetRequiredService<IOrganizationStore>(),
            provider.GetRequiredService<OrganizationConfigs>(),
            provider.GetRequiredService<StoredConfigs>(),
            provider.GetRequiredService<ChangeGate>(),
            provider.GetRequiredService<IOptions<OrganizationsOptions>>(),
            provider.GetServices<IConfigCheck>()));
        services.AddSingleton(provider => new SystemOrganization(
            provider.GetRequiredService<OrganizationDirectory>(),
            provider.GetRequiredService<OrganizationConfigs>(),
            provider.GetRequiredService<IEnvironment>()));
        services.AddSingleton(provider => new SecretRotation(
            provider.GetRequiredService<IOrganizationStore>(),
            provider.GetRequiredService<SecretProtector>(),
            provider.GetRequiredService<KeyRing>(),
            provider.GetRequiredService<ChangeGate>()));
        services.AddSingleton(provider => new KnownSecrets(provider.GetRequiredService<OrganizationConfigs>(), provider.GetRequiredService<EnvironmentSecrets>()));
        services.AddSingleton<OrganizationStartup>();
        services.AddHostedService<DeletedOrganizations>();
        return services;
    }
}
