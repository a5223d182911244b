namespace KernelHost.Server.Mcp;

/// <summary>What a client asked for, in vain.</summary>
internal sealed record RefusedVersion(string Version);

internal static class McpVersions
{
    /// <summary>The code of the error that sends a client of a later version back to <c>initialize</c>.</summary>
    public const string Unsupported = "unsupported_protocol_version";

    /// <summary>Those that begin with <c>initialize</c> and have sessions. A client that speaks a later one falls back to these.</summary>
    public static IReadOnlyList<string> Supported { get; } = ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"];
}
