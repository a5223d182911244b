using KernelHost.Organizations;
using KernelHost.Security;

namespace KernelHost.Server.Auth;

/// <summary>For addresses with a <c>{slug}</c>: another organisation's things are not there, except for a system admin.</summary>
internal static class OwnOrganization
{
    public static RouteGroupBuilder RequireOwnOrganization(this RouteGroupBuilder group)
    {
        group.AddEndpointFilter(async (context, next) =>
        {
            var caller = context.HttpContext.RequestServices.GetRequiredService<Caller>();
            var slug = context.HttpContext.GetRouteValue("slug") as string ?? "";
            return caller.Role == Role.SystemAdmin || caller.Organization == slug
                ? await next(context)
                : throw new OrganizationNotFoundException(slug);
        });
        return group;
    }
}
