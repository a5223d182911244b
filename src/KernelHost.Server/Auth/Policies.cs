using KernelHost.Security;
using Microsoft.AspNetCore.Authorization;

namespace KernelHost.Server.Auth;

/// <summary>Who may call an endpoint. Every endpoint names one of these, or says that it is open to all (<c>AllowAnonymous</c>).</summary>
internal static class Policies
{
    /// <summary>Any valid key, within the models it may use.</summary>
    public const string Model = "model";

    /// <summary>Any valid key.</summary>
    public const string Member = "member";

    public const string OrgAdmin = "org-admin";

    public const string SystemAdmin = "system-admin";

    public static void Configure(AuthorizationOptions options)
    {
        options.AddPolicy(Model, policy => policy.RequireAuthenticatedUser());
        options.AddPolicy(Member, policy => policy.RequireAuthenticatedUser());
        options.AddPolicy(OrgAdmin, policy => policy.RequireRole(Role.OrgAdmin.Wire(), Role.SystemAdmin.Wire()));
        options.AddPolicy(SystemAdmin, policy => policy.RequireRole(Role.SystemAdmin.Wire()));
        options.FallbackPolicy = new AuthorizationPolicyBuilder().RequireAssertion(ReachesNothing).Build();
    }

    // Routing's own answers (404, 405, 415) are no route endpoints: they reach nothing and need no key. All else without a policy is denied.
    private static bool ReachesNothing(AuthorizationHandlerContext context) =>
        context.Resource is HttpContext http && http.GetEndpoint() is not RouteEndpoint;
}
