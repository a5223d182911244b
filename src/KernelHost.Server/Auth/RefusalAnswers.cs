using KernelHost.Security;
using KernelHost.Server.Errors;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;

namespace KernelHost.Server.Auth;

/// <summary>
/// What is answered to who may not go on; <see cref="KeyAuthentication"/> has looked at the key before.
/// Whatever is wrong with a key, the 401 is the same; only a suspended organisation is told so, with 403.
/// </summary>
internal sealed class RefusalAnswers : IAuthorizationMiddlewareResultHandler
{
    private static readonly ApiError Suspended = new(403, "organization_suspended", "This key's organisation is suspended.");

    private static readonly ApiError Throttled = new(429, "too_many_wrong_keys",
        "Too many wrong keys came from this address; no key is looked at for now. Wait as long as Retry-After says, and use a key that is valid.");

    public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        if (authorizeResult.Succeeded)
        {
            return next(context);
        }

        if (authorizeResult.Challenged)
        {
            return ChallengeAsync(context);
        }

        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
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
