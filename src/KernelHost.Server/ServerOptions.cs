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
}

[OptionsValidator]
internal sealed partial class ServerOptionsValidator : IValidateOptions<ServerOptions>;
