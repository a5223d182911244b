using System.Collections.Immutable;

namespace KernelHost.Security;

/// <summary>What a key may be, and who may make or change it.</summary>
internal static class ApiKeyRules
{
    // Every key is in memory, and an org-admin makes as many as they like: none may be large.
    private const int MostModels = 500;
    private const int LongestModel = 300;
    private const int LongestSubject = 200;

    public static void Check(NewApiKey wanted, Tenant tenant, Actor actor)
    {
        Require(wanted.Name.Trim() is { Length: > 0 and <= 200 }, "invalid_name", "A key's name has 1 to 200 characters.", "name");
        Require(wanted.Role != Role.SystemAdmin || tenant.IsSystem, "role_not_allowed", "Only the system organisation has system-admin keys.", "role");
        Require(wanted.Role <= actor.Role, "role_not_allowed", $"A key of role \"{actor.Role.Wire()}\" cannot make one of role \"{wanted.Role.Wire()}\".", "role");
        Require(wanted.Subject is null || wanted.Subject.Length <= LongestSubject, "invalid_subject", $"A key's subject has at most {LongestSubject} characters.", "subject");
        CheckModels(wanted.Models);
        CheckLimit(wanted.Limits?.RequestsPerMinute, "requests_per_minute");
        CheckLimit(wanted.Limits?.ConcurrentRequests, "concurrent_requests");
    }

    public static void CheckExpiry(DateTimeOffset? expiresAt, DateTimeOffset now) =>
        Require(expiresAt is null || expiresAt > now, "expired", "\"expires_at\" is in the past.", "expires_at");

    public static void CheckMayTouch(ApiKey key, Actor actor) =>
        Require(key.Role <= actor.Role, "role_not_allowed", $"A key of role \"{actor.Role.Wire()}\" cannot change one of role \"{key.Role.Wire()}\".", "role");

    /// <summary>An expired key is not brought back by rotating it, and a key has one successor.</summary>
    public static void CheckMayRotate(ApiKey key, DateTimeOffset now)
    {
        Require(key.ReplacedBy is null, "already_rotated", $"This key was rotated already: \"{key.ReplacedBy}\" replaces it. Rotate that one.");
        Require(key.ExpiresAt is null || key.ExpiresAt > now, "key_expired", "This key has expired: make a new one.");
    }

    // No model would make a key that can do nothing, and nobody would know why.
    private static void CheckModels(ImmutableArray<string>? models)
    {
        Require(models is not { } listed || (listed.Length > 0 && !listed.Any(string.IsNullOrWhiteSpace)),
            "invalid_models", "\"models\" names at least one model and holds no empty name; leave it out for all models.", "models");
        Require(models is not { } all || (all.Length <= MostModels && all.All(model => model.Length <= LongestModel)),
            "invalid_models", $"\"models\" names at most {MostModels} models of at most {LongestModel} characters; leave it out for all models.", "models");
    }

    private static void CheckLimit(int? limit, string name) =>
        Require(limit is null or > 0, "out_of_range", $"\"{name}\" must be at least 1; leave it out for no limit.", $"limits.{name}");

    private static void Require(bool holds, string code, string message, string? member = null)
    {
        if (!holds)
        {
            throw new ApiKeyRuleException(code, message, member);
        }
    }
}
