using Microsoft.Extensions.Options;

namespace KernelHost;

/// <summary>Section <c>KernelHost</c> of the settings.</summary>
public sealed class KernelHostOptions
{
    public const string Section = "KernelHost";

    /// <summary>A shorter <see cref="AdminKey"/> works, with a warning at every start.</summary>
    internal const int SafeKeyLength = 20;

    /// <summary>Where the host keeps what it must not lose: the database, the key ring, the admin key. Relative to the working directory.</summary>
    public string DataDirectory { get; set; } = "data";

    /// <summary>The system-admin key. Unset: one is made at the first start and written to <c>admin-key</c> in the data directory.</summary>
    public string? AdminKey { get; set; }
}

internal sealed class KernelHostOptionsValidator : IValidateOptions<KernelHostOptions>
{
    private const int ShortestKey = 8;

    public ValidateOptionsResult Validate(string? name, KernelHostOptions options) => options switch
    {
        _ when string.IsNullOrWhiteSpace(options.DataDirectory) => ValidateOptionsResult.Fail("KernelHost:DataDirectory is empty."),
        { AdminKey: { Length: > 0 and < ShortestKey } } => ValidateOptionsResult.Fail($"KernelHost:AdminKey is shorter than {ShortestKey} characters."),
        { AdminKey: { } key } when key.Any(c => c is <= ' ' or > '~') =>
            ValidateOptionsResult.Fail("KernelHost:AdminKey holds a blank or a character that an HTTP header cannot carry."),
        _ => ValidateOptionsResult.Success,
    };
}
