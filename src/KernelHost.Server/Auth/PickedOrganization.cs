using KernelHost.Organizations;
using KernelHost.Security;

namespace KernelHost.Server.Auth;

/// <summary>A system admin works in any organisation: the one the header <c>X-Org</c> names, else <c>system</c>. Nobody else leaves their own.</summary>
internal static class PickedOrganization
{
    public const string Header = "X-Org";

    /// <exception cref="OrganizationNotFoundException">It is not there, or another's; both look the same.</exception>
    public static Caller Apply(Caller caller, HttpRequest request, OrganizationDirectory organizations)
    {
        if (request.Headers[Header] is not [{ Length: > 0 } slug, ..] || slug == caller.Organization)
        {
            return caller;
        }

        return caller.Role == Role.SystemAdmin && organizations.Find(slug) is { } picked
            ? caller with { Organization = picked.Slug }
            : throw new OrganizationNotFoundException(slug);
    }
}
