using System.Text.Json;
using KernelHost.Security;

namespace KernelHost.Organizations;

/// <summary>What may be seen of an organisation, as JSON of a fixed form, for the digests of the audit log: <c>{"slug","name","status"}</c>.</summary>
internal static class OrganizationJson
{
    public static byte[] PublicJson(this Organization organization) => PublicJsonText.Write(json =>
    {
        json.WriteString("slug", organization.Slug);
        json.WriteString("name", organization.Name);
        json.WriteString("status", JsonNamingPolicy.SnakeCaseLower.ConvertName(organization.Status.ToString()));
    });
}
