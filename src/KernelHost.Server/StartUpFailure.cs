using System.Text.Json;
using System.Text.RegularExpressions;
using KernelHost.Security;
using KernelHost.Storage;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace KernelHost.Server;

/// <summary>What whoever started the host can mend, in one sentence. Anything else is a fault of ours and keeps its stack trace.</summary>
internal static partial class StartUpFailure
{
    /// <summary>Null when it is none of those. What looks like a key in a wrong setting is not repeated.</summary>
    public static string? Explain(Exception failure) => Describe(failure) is { } sentence ? SecretForms.HideLikely(sentence) : null;

    private static string? Describe(Exception failure) => failure switch
    {
        OptionsValidationException invalid => $"The settings are not right. {string.Join(" ", invalid.Failures)}",
        StorageException storage => storage.Message,
        IOException { InnerException: AddressInUseException } taken => $"{taken.Message} Stop the other program, or choose another address with --urls.",
        InvalidOperationException { InnerException: FormatException or ArgumentException } unreadable => $"The settings are not right. {Value().Replace(unreadable.Message, "")}",
        FormatException malformed => $"The settings are not right. {malformed.Message}",
        InvalidDataException unreadable => $"The settings are not right. {unreadable.Message}{Place(unreadable)}",
        IOException or UnauthorizedAccessException => $"The data directory (KernelHost:DataDirectory) cannot be used: {failure.Message}",
        _ => null,
    };

    // The parser's own words quote the file, which may hold a key; the place is enough.
    private static string Place(InvalidDataException unreadable) => unreadable.InnerException?.GetBaseException() is JsonException json
        ? $" It is not valid JSON at line {json.LineNumber + 1}, byte {json.BytePositionInLine + 1}."
        : "";

    // The setting and its type are enough: a key that was put into the wrong one is not to be read in a console.
    [GeneratedRegex(" '.*'(?= at ')", RegexOptions.Singleline)]
    private static partial Regex Value();
}
