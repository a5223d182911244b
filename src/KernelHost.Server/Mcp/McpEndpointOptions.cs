using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace KernelHost.Server.Mcp;

/// <summary>The host as an MCP server. Section <c>McpServer</c>.</summary>
internal sealed class McpEndpointOptions
{
    public const string Section = "McpServer";

    /// <summary>Sessions open at once, of all keys; one more is refused.</summary>
    [Range(1, 1_000_000)]
    public int MostSessions { get; set; } = 10_000;

    /// <summary>Of one key; one more ends the one that was not used for longest.</summary>
    [Range(1, 10_000)]
    public int MostSessionsPerKey { get; set; } = 32;

    /// <summary>A session nobody used for so long ends.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan SessionIdleTime { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>How long a session's stream of notices stays open; its client opens it again, and its key is looked at again.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "1.00:00:00")]
    public TimeSpan StreamTime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>
    /// The web pages' origins (<c>https://app.example</c>) that may call from a browser, besides those of this machine. A request that names another is refused, so that no page
    /// reaches a host in its visitor's network by a name it made up.
    /// </summary>
    public IReadOnlyList<string> AllowedOrigins { get; set; } = [];
}

[OptionsValidator]
internal sealed partial class McpEndpointOptionsValidator : IValidateOptions<McpEndpointOptions>;
