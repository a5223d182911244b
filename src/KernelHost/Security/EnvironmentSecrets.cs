using System.IO.Enumeration;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace KernelHost.Security;

/// <summary>Either the secret to use or why there is none. The reason names a variable, never a value.</summary>
public readonly record struct ResolvedSecret(Secret? Value, string? Reason);

/// <summary>Turns <c>${env:NAME}</c> in secrets into the variable's value at the moment it is used. Thread-safe; does no I/O.</summary>
public sealed partial class EnvironmentSecrets
{
    private readonly IEnvironment _environment;
    private readonly IReadOnlyCollection<string> _allowed;

    public EnvironmentSecrets(IEnvironment environment, IOptions<SecurityOptions> options)
    {
        _environment = environment;
        _allowed = [.. options.Value.AllowedEnvironmentVariables ?? SecurityOptions.DefaultEnvironmentVariables];
    }

    /// <summary>No secret gives no secret and no reason; text without <c>${env:…}</c> gives itself.</summary>
    public ResolvedSecret Resolve(Secret? written)
    {
        if (written is null)
        {
            return default;
        }

        string? reason = null;
        var text = Reference().Replace(written.Reveal(), match =>
        {
            var (value, failure) = Look(match.Groups[1].Value);
            reason ??= failure;
            return value;
        });
        return reason is null ? new(new(text), null) : new(null, reason);
    }

    private (string Value, string? Failure) Look(string name) =>
        !_allowed.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false))
            ? ("", $"The environment variable {name} is not allowed by Security:AllowedEnvironmentVariables.")
            : _environment.Get(name) is { } value ? (value, null) : ("", $"The environment variable {name} is not set.");

    [GeneratedRegex(@"\$\{env:([A-Za-z_][A-Za-z0-9_]*)\}")]
    private static partial Regex Reference();
}
