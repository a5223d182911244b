using System.Collections.Frozen;
using System.Security.Claims;
using KernelHost.Security;

namespace KernelHost.Server.Auth;

/// <summary>What the policies look at: a role and nothing else, so that all callers of one role are the same principal. Nobody writes to it.</summary>
internal static class Principals
{
    private const string AuthenticationType = "ApiKey";

    private static readonly FrozenDictionary<Role, ClaimsPrincipal> All = Enum.GetValues<Role>().ToFrozenDictionary(role => role, Make);

    public static ClaimsPrincipal Of(Role role) => All[role];

    private static ClaimsPrincipal Make(Role role) => new(new ClaimsIdentity([new(ClaimTypes.Role, role.Wire())], AuthenticationType));
}
