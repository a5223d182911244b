using System.Collections.Frozen;
using System.IO.Enumeration;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;

namespace KernelHost.Security;

/// <summary>Either the secret to use or why there is none. The reason names a variable, never a value.</summary>
public readonly record struct ResolvedSecret(Secret? Value, string? Reason);

/// <summary>
/// Turns <c>${env:NAME}</c> in secrets into the variable's value at the moment it is used. Which variables it may name depends on who wrote it:
/// otherwise an org-admin could send this host's keys to a server of their own. Thread-safe; does no I/O.
/// </summary>
public sealed partial class EnvironmentSecrets
{
    private readonly IEnvironment _environment;
    private readonly IReadOnlyCollection<string> _allowed;
    private readonly FrozenDictionary<string, string[]> _granted;

    public EnvironmentSecrets(IEnvironment environment, IOptions<SecurityOptions> options)
    {
        _environment = environment;
        _allowed = [.. options.Value.AllowedEnvironmentVariables ?? SecurityOptions.DefaultEnvironmentVariables];
        _granted = (options.Value.OrganizationEnvironmentVariables ?? new Dictionary<string, string[]>()).ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>No secret gives no secret and no reason; text without <c>${env:…}</c> gives itself.</summary>
    /// <param name="trusted">Whether a system admin or the environment wrote it; else only what <paramref name="organization"/> was granted resolves.</param>
    public ResolvedSecret Resolve(Secret? written, bool trusted, string organization)
    {
        if (written is null)
        {
            return default;
        }

        string? reason = null;
        var text = Reference().Replace(written.Reveal(), match =>
        {
            var (value, failure) = Look(match.Groups[1].Value, trusted, organization);
            reason ??= failure;
            return value;
        });
        return reason is null ? new(new(text), null) : new(null, reason);
    }

    /// <summary>Whether it names any variable.</summary>
    internal static bool IsReference(Secret written) => Reference().IsMatch(written.Reveal());

    /// <summary>The variables it names that <paramref name="organization"/> was not granted.</summary>
    public IEnumerable<string> NotGranted(Secret written, string organization) =>
        Reference().Matches(written.Reveal()).Select(match => match.Groups[1].Value).Where(name => !IsGranted(name, organization)).Distinct(StringComparer.Ordinal);

    private (string Value, string? Failure) Look(string name, bool trusted, string organization) =>
        !trusted && !IsGranted(name, organization)
            ? ("", $"The environment variable {name} is not granted to this organisation by Security:OrganizationEnvironmentVariables:{organization}.")
        : trusted && !Matches(_allowed, name)
            ? ("", $"The environment variable {name} is not allowed by Security:AllowedEnvironmentVariables.")
        : _environment.Get(name) is { } value ? (value, null) : ("", $"The environment variable {name} is not set.");

    private bool IsGranted(string name, string organization) => _granted.TryGetValue(organization, out var patterns) && Matches(patterns, name);

    private static bool Matches(IEnumerable<string> patterns, string name) =>
        patterns.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, name, ignoreCase: false));

    [GeneratedRegex(@"\$\{env:([A-Za-z_][A-Za-z0-9_]*)\}")]
    private static partial Regex Reference();
}
