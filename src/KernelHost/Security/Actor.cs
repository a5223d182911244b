namespace KernelHost.Security;

/// <summary>Who makes a change, and from where, for the audit log.</summary>
/// <param name="KeyId">The key's id; null for the host itself.</param>
/// <param name="Address">The client's address as text; null for the host itself.</param>
public sealed record Actor(string? KeyId, Role Role, string? Address = null)
{
    /// <summary>The host at start-up: it may do everything a system admin may.</summary>
    public static Actor Host { get; } = new(null, Role.SystemAdmin);
}
