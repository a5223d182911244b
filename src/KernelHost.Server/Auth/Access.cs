using KernelHost.Security;
using KernelHost.Server.Errors;
using Microsoft.AspNetCore.Authorization;

namespace KernelHost.Server.Auth;

/// <summary>
/// Lets a request on to its endpoint when its caller has the role that the endpoint's policies want. <see cref="KeyAuthentication"/> has looked at the key before.
/// Whatever is wrong with a key, the 401 is the same; only a suspended organisation is told so, with 403. What names no policy is reached by nobody.
/// </summary>
internal static class Access
{
    private static readonly ApiError Suspended = new(403, "organization_suspended", "This key's organisation is suspended.");

    private static readonly ApiError Throttled = new(429, "too_many_wrong_keys",
        "Too many wrong keys came from this address; no key is looked at for now. Wait as long as Retry-After says, and use a key that is valid.");

    public static IApplicationBuilder UsePolicies(this IApplicationBuilder app) => app.Use((context, next) =>
    {
        // Routing's own answers (404, 405, 415) are no route endpoints: they reach nothing and need no key.
        if (context.GetEndpoint() is not RouteEndpoint endpoint || endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null)
            return next(context);
        if (context.Features.Get<Caller>() is not { } caller)
            return ChallengeAsync(context);
        if (IsPermitted(endpoint, caller.Role))
            return next(context);

        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    });

    private static bool IsPermitted(RouteEndpoint endpoint, Role role)
    {
        var policies = endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>();
        for (var i = 0; i < policies.Count; i++)
        {
            if (!Policies.Permits(policies[i].Policy, role))
                return false;
        }

        return policies.Count > 0;
    }

    private static Task ChallengeAsync(HttpContext context)
    {
        var refused = context.Features.Get<RefusedKey>()?.Authentication;
        switch (refused?.Refusal)
        {
            case KeyRefusal.OrganizationSuspended:
                return context.WriteAsync(Suspended);
            case KeyRefusal.TooManyGuesses:
                return context.WriteAsync(Throttled with { RetryAfter = refused?.RetryAfter });
            default:
                context.Response.Headers.WWWAuthenticate = "Bearer";
                return context.WriteAsync(ApiError.OfStatus(StatusCodes.Status401Unauthorized));
        }
    }
}
