using KernelHost.Security;

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

    /// <summary>False for a name that is no policy.</summary>
    public static bool Permits(string? policy, Role role) => policy switch
    {
        Model or Member => true,
        OrgAdmin => role is Role.OrgAdmin or Role.SystemAdmin,
        SystemAdmin => role is Role.SystemAdmin,
        _ => false,
    };
}
