using Microsoft.Extensions.Options;

namespace KernelHost.Storage;

/// <summary>Section <c>Storage</c> of the settings.</summary>
public sealed class StorageOptions
{
    public const string Section = "Storage";

    /// <summary><c>sqlite</c>, <c>litedb</c> or <c>postgres</c>.</summary>
    public string Provider { get; set; } = "sqlite";
}

internal sealed class StorageOptionsValidator : IValidateOptions<StorageOptions>
{
    public ValidateOptionsResult Validate(string? name, StorageOptions options) => StorageProviders.Find(options.Provider) switch
    {
        null => ValidateOptionsResult.Fail($"Storage:Provider is \"{options.Provider}\"; it can be {string.Join(", ", StorageProviders.All.Select(one => one.Name))}."),
        { Unavailable: { } reason } => ValidateOptionsResult.Fail(reason),
        _ => ValidateOptionsResult.Success,
    };
}
