using KernelHost.Security;
using Microsoft.AspNetCore.Authorization;

namespace KernelHost.Server.Auth;

internal static class AuthExtensions
{
    /// <summary>Keys, policies, and <see cref="Caller"/> as a parameter any handler behind a policy can ask for.</summary>
    public static IServiceCollection AddApiKeys(this IServiceCollection services) => services
        .AddAuthorization(Policies.Configure)
        .AddSingleton<IAuthorizationMiddlewareResultHandler, RefusalAnswers>()
        .AddScoped<RequestCaller>()
        .AddScoped(provider => provider.GetRequiredService<RequestCaller>().Caller);
}
