using Microsoft.Extensions.Options;

namespace KernelHost.Security;

/// <summary>Section <c>Security</c> of the settings.</summary>
public sealed class SecurityOptions
{
    public const string Section = "Security";

    /// <summary>Used when <see cref="AllowedEnvironmentVariables"/> is not set.</summary>
    public static IReadOnlyList<string> DefaultEnvironmentVariables { get; } = ["*_API_KEY"];

    /// <summary>Which variables <c>${env:NAME}</c> may name: exact names, or with <c>*</c> for any part. Null = <c>*_API_KEY</c>; an empty list = none.</summary>
    public IReadOnlyList<string>? AllowedEnvironmentVariables { get; set; }
}

internal sealed class SecurityOptionsValidator : IValidateOptions<SecurityOptions>
{
    public ValidateOptionsResult Validate(string? name, SecurityOptions options) =>
        options.AllowedEnvironmentVariables?.FirstOrDefault(pattern => !pattern.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '*')) is { } wrong
            ? ValidateOptionsResult.Fail($"Security:AllowedEnvironmentVariables: \"{wrong}\" is not a variable's name or a pattern such as \"*_API_KEY\".")
            : ValidateOptionsResult.Success;
}
