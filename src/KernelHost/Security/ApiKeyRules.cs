namespace KernelHost.Security;

/// <summary>What a new key may be.</summary>
internal static class ApiKeyRules
{
    public static void Check(NewApiKey wanted, Tenant tenant, Actor actor, DateTimeOffset now)
    {
        Require(wanted.Name.Trim() is { Length: > 0 and <= 200 }, "invalid_name", "A key's name has 1 to 200 characters.");
        Require(wanted.ExpiresAt is null || wanted.ExpiresAt > now, "expired", "\"expires_at\" is in the past.");
        Require(wanted.Role != Role.SystemAdmin || tenant.IsSystem, "role_not_allowed", "Only the system organisation has system-admin keys.");
        Require(wanted.Role <= actor.Role, "role_not_allowed", $"A key of role \"{actor.Role.Wire()}\" cannot make one of role \"{wanted.Role.Wire()}\".");
    }

    private static void Require(bool holds, string code, string message)
    {
        if (!holds)
        {
            throw new ApiKeyRuleException(code, message);
        }
    }
}
