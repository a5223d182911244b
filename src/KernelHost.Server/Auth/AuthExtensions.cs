using KernelHost.Security;

namespace KernelHost.Server.Auth;

internal static class AuthExtensions
{
    /// <summary>Keys, policies, and <see cref="Caller"/> as a parameter any handler behind a policy can ask for.</summary>
    public static IServiceCollection AddApiKeys(this IServiceCollection services) => services
        .Configure<RouteOptions>(routes => routes.SuppressCheckForUnhandledSecurityMetadata = true)   // Access looks at it, not the framework's middleware
        .AddScoped<RequestCaller>()
        .AddScoped(provider => provider.GetRequiredService<RequestCaller>().Caller);
}
