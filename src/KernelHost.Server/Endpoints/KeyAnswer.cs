using KernelHost.Security;

namespace KernelHost.Server.Endpoints;

/// <param name="LastUsedAt">To the minute; null = never.</param>
/// <param name="Replaces">The key it was made to replace.</param>
/// <param name="ReplacedBy">The key that replaces it.</param>
internal record KeyAnswer(
    string Id, string Name, string Role, string? Subject, string? Setup, IReadOnlyList<string>? Models, KeyLimits? Limits,
    DateTime? ExpiresAt, DateTime CreatedAt, DateTime? LastUsedAt, string? Replaces, string? ReplacedBy)
{
    public static KeyAnswer Of(ApiKey key) => new(
        key.Id, key.Name, key.Role.Wire(), key.Subject, key.Setup, key.Models, KeyLimits.Of(key.Limits),
        key.ExpiresAt?.UtcDateTime, key.CreatedAt.UtcDateTime, key.LastUsedAt?.UtcDateTime, key.Replaces, key.ReplacedBy);
}

internal sealed record CreatedKeyAnswer : KeyAnswer
{
    public CreatedKeyAnswer(CreatedApiKey created)
        : base(Of(created.Key)) => Key = created.Secret.Reveal();

    /// <summary>The key itself; keep it, it is not shown again.</summary>
    public string Key { get; }
}
