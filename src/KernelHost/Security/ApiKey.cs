using System.Collections.Immutable;
using KernelHost.Throttling;

namespace KernelHost.Security;

/// <summary>What a key is, without the key. Immutable.</summary>
public sealed record ApiKey
{
    public required string Id { get; init; }

    /// <summary>The organisation's own id, not its slug: a slug can be given again, this cannot.</summary>
    public required Guid OrganizationId { get; init; }

    public required string Name { get; init; }

    public required Role Role { get; init; }

    /// <summary>Whom the key stands for, in the owner's words.</summary>
    public string? Subject { get; init; }

    /// <summary>The only setup it may use; null = the organisation's default, or whichever the URL names.</summary>
    public string? Setup { get; init; }

    /// <summary>The only models it may use; null = all.</summary>
    public ImmutableArray<string>? Models { get; init; }

    /// <summary>How much it may ask for at the model endpoints; null = no limits of its own.</summary>
    public RequestLimits? Limits { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>To the minute; null = never.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>The key it was made to replace.</summary>
    public string? Replaces { get; init; }

    /// <summary>The key that replaces it.</summary>
    public string? ReplacedBy { get; init; }

    internal KeyHash Hash { get; init; }

    /// <summary>What can be chosen of a key.</summary>
    internal NewApiKey Chosen => new(Name, Role) { Subject = Subject, Setup = Setup, Models = Models, Limits = Limits, ExpiresAt = ExpiresAt };
}

/// <summary>What a key shall be.</summary>
public sealed record NewApiKey(string Name, Role Role)
{
    public string? Subject { get; init; }

    public string? Setup { get; init; }

    public ImmutableArray<string>? Models { get; init; }

    public RequestLimits? Limits { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }
}

/// <summary>A key just made.</summary>
/// <param name="Secret">The key itself. This is the only time it is known; the host keeps a hash.</param>
public sealed record CreatedApiKey(ApiKey Key, Secret Secret);

/// <summary>A key cannot be like this, or this cannot be done to it: <c>invalid_name</c>, <c>role_not_allowed</c>, <c>expired</c>, …</summary>
/// <param name="member">The member that is wrong, if it is one.</param>
public sealed class ApiKeyRuleException(string code, string message, string? member = null) : Exception(message)
{
    public string Code { get; } = code;

    public string? Member { get; } = member;
}
