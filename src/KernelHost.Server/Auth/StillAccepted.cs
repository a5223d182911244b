using KernelHost.Organizations;
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

    /// <summary>For answers that go on for hours: whether the request would be let in now as it was, for the same setup of the same organisation.</summary>
    /// <param name="organization">The one it is about, as it was found when the request began.</param>
    public static bool IsStillAccepted(this HttpContext context, Caller caller, Organization organization)
    {
        var keys = context.RequestServices.GetRequiredService<ApiKeyDirectory>();
        var organizations = context.RequestServices.GetRequiredService<OrganizationDirectory>();
        return PresentedKey.TryRead(context.Request, out var presented)
            && keys.Authenticate(presented).Caller is { } now && now.Role == caller.Role && now.Setup == caller.Setup
            && organizations.Find(organization.Slug)?.Id == organization.Id;
    }
}
