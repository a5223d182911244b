using KernelHost.Throttling;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace KernelHost.Security;

public static class SecurityExtensions
{
    /// <summary>Keys, audit, secrets. Needs <c>AddStorage</c> and <c>AddOrganizations</c>.</summary>
    public static IServiceCollection AddSecurity(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<SecurityOptions, SecurityOptionsValidator>().BindConfiguration(SecurityOptions.Section)
            .Configure<IConfiguration>(EmptyLists);
        services.AddOptionsWithValidateOnStart<KernelHostOptions, KernelHostOptionsValidator>().BindConfiguration(KernelHostOptions.Section);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IEnvironment, ProcessEnvironment>();
        services.AddSingleton<EnvironmentSecrets>();
        services.AddSingleton(provider => new KeyRing(provider.GetRequiredService<IOptions<KernelHostOptions>>().Value.DataDirectory));
        services.AddSingleton<SecretProtector>();
        services.TryAddSingleton<AllowedUpstreams>();
        services.AddOptionsWithValidateOnStart<AllowedCommandsOptions, AllowedCommandsOptionsValidator>().BindConfiguration(AllowedCommandsOptions.Section);
        services.AddSingleton<AllowedCommands>();
        services.AddSingleton(provider => new AuditSeal(() => provider.GetRequiredService<KeyRing>().Protector(AuditSeal.Purpose)));
        services.AddSingleton<AuditChain>();
        services.AddSingleton(provider => new AuditLog(
            provider.GetRequiredService<IAuditStore>(), provider.GetRequiredService<AuditSeal>(), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new ApiKeyDirectory(
            provider.GetRequiredService<IApiKeyStore>(), provider.GetRequiredService<ITenancy>(), provider.GetRequiredService<TimeProvider>()));
        services.AddHostedService<KeyUseWriter>();
        services.AddOptionsWithValidateOnStart<GuessThrottleOptions, GuessThrottleOptionsValidator>().BindConfiguration(GuessThrottleOptions.Section);
        services.AddSingleton<GuessThrottle>();
        services.AddSingleton<Authenticator>();
        services.AddSingleton<RequestLimiter>();
        return services;
    }

    // The binder leaves an empty list out, as if it were not set; here that would turn "none" into the default.
    private static void EmptyLists(SecurityOptions security, IConfiguration settings)
    {
        var section = settings.GetSection(SecurityOptions.Section);
        security.AllowedUpstreams ??= IsEmpty(section.GetSection(nameof(SecurityOptions.AllowedUpstreams))) ? [] : null;
        security.AllowedEnvironmentVariables ??= IsEmpty(section.GetSection(nameof(SecurityOptions.AllowedEnvironmentVariables))) ? [] : null;
    }

    private static bool IsEmpty(IConfigurationSection list) => list.Value is "" && !list.GetChildren().Any();
}
