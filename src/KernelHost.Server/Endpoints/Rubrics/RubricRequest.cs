using KernelHost.Organizations;
using KernelHost.Rubrics;
using KernelHost.Security;

namespace KernelHost.Server.Endpoints.Rubrics;

/// <summary>Whose rubrics a request is about. One per request.</summary>
internal sealed class RubricRequest(Caller caller, OrganizationDirectory organizations)
{
    /// <exception cref="OrganizationNotFoundException">It was deleted meanwhile.</exception>
    public Organization Organization => organizations.Find(caller.Organization) ?? throw new OrganizationNotFoundException(caller.Organization);

    public RubricUser User => new(Organization.Id, caller.Organization, caller);
}
