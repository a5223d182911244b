using KernelHost.Security;
using KernelHost.Server.Errors;

namespace KernelHost.Server.Auth;

/// <summary>
/// A body comes as slowly as its sender likes: a request can be let in, wait for an hour, and be finished when its key has long been revoked. So the key is
/// looked at once more when the body is there, before anything is changed.
/// </summary>
internal static class StillAccepted
{
    /// <summary>For endpoints whose parameters read the body; those that read it themselves ask again after it.</summary>
    public static RouteGroupBuilder RequireStillAccepted(this RouteGroupBuilder group)
    {
        group.AddEndpointFilter((context, next) =>
        {
            context.HttpContext.RequireStillAccepted();
            return next(context);
        });
        return group;
    }

    /// <exception cref="ApiErrorException">Its key was revoked or has expired meanwhile, or its organisation was suspended, deleted or purged.</exception>
    public static void RequireStillAccepted(this HttpContext context)
    {
        var keys = context.RequestServices.GetRequiredService<ApiKeyDirectory>();
        if (PresentedKey.TryRead(context.Request, out var presented) && keys.Authenticate(presented).Refusal is not null)
        {
            throw new ApiErrorException(ApiError.OfStatus(StatusCodes.Status401Unauthorized));
        }
    }
}
