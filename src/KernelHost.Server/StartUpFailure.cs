using KernelHost.Storage;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace KernelHost.Server;

/// <summary>What whoever started the host can mend, in one sentence. Anything else is a fault of ours and keeps its stack trace.</summary>
internal static class StartUpFailure
{
    /// <summary>Null when it is none of those.</summary>
    public static string? Explain(Exception failure) => failure switch
    {
        OptionsValidationException invalid => $"The settings are not right. {string.Join(" ", invalid.Failures)}",
        StorageException storage => storage.Message,
        IOException { InnerException: AddressInUseException } taken => $"{taken.Message} Stop the other program, or choose another address with --urls.",
        InvalidOperationException { InnerException: FormatException } unreadable => $"The settings are not right. {unreadable.Message}",
        FormatException malformed => $"The settings are not right. {malformed.Message}",
        IOException or UnauthorizedAccessException => $"The data directory (KernelHost:DataDirectory) cannot be used: {failure.Message}",
        _ => null,
    };
}
