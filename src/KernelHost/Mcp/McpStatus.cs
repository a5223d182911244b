namespace KernelHost.Mcp;

/// <summary>How it stands with a server.</summary>
/// <param name="Plugin">What its plugin is called.</param>
/// <param name="State">One of <see cref="McpState"/>.</param>
/// <param name="Reason">Why it is not connected; null otherwise.</param>
/// <param name="Tools">Those it had when it was last asked.</param>
/// <param name="LeftOut">Tools that cannot be functions, each with why.</param>
/// <param name="Since">When it came to stand so; null for a server nobody has used.</param>
/// <param name="Restarts">How often it was connected to anew after it had gone.</param>
public sealed record McpStatus(
    string Name, string Plugin, string Transport, string State, string? Reason, int Tools, IReadOnlyList<string> LeftOut, DateTimeOffset? Since, int Restarts);

public static class McpState
{
    /// <summary>Not used yet, or not for long: the next use connects it.</summary>
    public const string Idle = "idle";

    public const string Connecting = "connecting";

    public const string Connected = "connected";

    /// <summary>It is tried again in a while.</summary>
    public const string Failed = "failed";

    /// <summary>The organisation's <c>features.mcp_enabled</c> is false.</summary>
    public const string Disabled = "disabled";
}
