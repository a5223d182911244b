using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace KernelHost.Server;

/// <summary>Section <c>Server</c> of the settings.</summary>
internal sealed class ServerOptions
{
    public const string Section = "Server";

    /// <summary>Largest body of a model call, in bytes: a long conversation with images.</summary>
    [Range(1024, 1_073_741_824)]
    public long MaxModelRequestBytes { get; set; } = 32 * 1024 * 1024;

    /// <summary>Largest body of any other request.</summary>
    [Range(1024, 1_073_741_824)]
    public long MaxRequestBytes { get; set; } = 1024 * 1024;

    /// <summary>Largest audio file to transcribe, in bytes: what OpenAI takes.</summary>
    [Range(1024, 1_073_741_824)]
    public long MaxAudioBytes { get; set; } = 25 * 1024 * 1024;

    /// <summary>How much of all uploads together may wait on disk, in bytes.</summary>
    [Range(1024 * 1024, 1_099_511_627_776)]
    public long MaxSpooledBytes { get; set; } = 1024 * 1024 * 1024;

    /// <summary>Whether a forwarded call runs on the thread that reads from the sockets. Off = every step of it is queued to the thread pool.</summary>
    public bool InlineSockets { get; set; } = true;

    /// <summary>How many admin requests a key may make a minute; 0 = as many as it likes.</summary>
    [Range(0, 1_000_000)]
    public int AdminRequestsPerMinute { get; set; } = 6_000;

    /// <summary>How often an organisation's models may be switched a minute; 0 = as often as one likes.</summary>
    [Range(0, 1_000_000)]
    public int SwitchesPerMinute { get; set; } = 10;

    /// <summary>The reverse proxies, by address or network, whose X-Forwarded-For and X-Forwarded-Proto are believed. None = nobody's.</summary>
    public IReadOnlyList<string> KnownProxies { get; set; } = [];
}

[OptionsValidator]
internal sealed partial class ServerOptionsValidator : IValidateOptions<ServerOptions>;
