using KernelHost.Security;
using Microsoft.AspNetCore.Authentication;

namespace KernelHost.Server.Auth;

internal static class AuthExtensions
{
    /// <summary>Keys, policies, and <see cref="Caller"/> as a parameter any handler behind a policy can ask for.</summary>
    public static IServiceCollection AddApiKeys(this IServiceCollection services)
    {
        services.AddAuthentication(ApiKeyHandler.SchemeName).AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(ApiKeyHandler.SchemeName, null);
        services.AddAuthorization(Policies.Configure);
        services.AddHttpContextAccessor();
        return services.AddScoped(provider =>
            provider.GetRequiredService<IHttpContextAccessor>().HttpContext?.Features.Get<Caller>()
            ?? throw new InvalidOperationException("There is no caller: the endpoint has no authorisation policy."));
    }
}
