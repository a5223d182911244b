using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace KernelHost.Mcp;

/// <summary>How long MCP servers are waited for, and how much is taken of them. Section <c>Mcp</c>.</summary>
public sealed class McpOptions
{
    public const string Section = "Mcp";

    /// <summary>To start or reach a server, shake hands and read its list of tools.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long the first call of a setup waits for its servers; those not there by then come with a later call.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan FirstWait { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Between an end and the first new attempt; doubled after each that fails.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "01:00:00")]
    public TimeSpan RetryFrom { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest such wait.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "1.00:00:00")]
    public TimeSpan RetryTo { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>A connection nobody used for so long is closed, and its process ended; the next use opens it again.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan IdleTime { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How long a command that is no longer needed has to end by itself, once its input is closed.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00")]
    public TimeSpan StopTime { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>The largest message taken from a server; one that sends more is cut off.</summary>
    [Range(1024, 1 << 30)]
    public int MaxMessageBytes { get; set; } = 16 * 1024 * 1024;

    /// <summary>The tools taken from one server; the rest are left out and said to be.</summary>
    [Range(1, 10_000)]
    public int MostTools { get; set; } = 256;
}

[OptionsValidator]
internal sealed partial class McpOptionsValidator : IValidateOptions<McpOptions>;
