using System.Diagnostics.CodeAnalysis;

namespace KernelHost.Security;

/// <summary>What a key may do (contract, section 6). Ordered: each may do what the ones before it may.</summary>
public enum Role
{
    /// <summary>Model endpoints and its own usage.</summary>
    Member,

    /// <summary>Its organisation.</summary>
    OrgAdmin,

    /// <summary>Every organisation.</summary>
    SystemAdmin,
}

public static class RoleNames
{
    public static string Wire(this Role role) => role switch
    {
        Role.SystemAdmin => "system-admin",
        Role.OrgAdmin => "org-admin",
        _ => "member",
    };

    public static bool TryParse([NotNullWhen(true)] string? text, out Role role)
    {
        (var known, role) = text switch
        {
            "system-admin" => (true, Role.SystemAdmin),
            "org-admin" => (true, Role.OrgAdmin),
            "member" => (true, Role.Member),
            _ => (false, Role.Member),
        };
        return known;
    }
}
