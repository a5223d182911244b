namespace KernelHost.Security;

/// <summary>Who makes a change, for the audit log.</summary>
/// <param name="KeyId">The key's id; null for the host itself.</param>
public sealed record Actor(string? KeyId, Role Role)
{
    /// <summary>The host at start-up: it may do everything a system admin may.</summary>
    public static Actor Host { get; } = new(null, Role.SystemAdmin);
}
