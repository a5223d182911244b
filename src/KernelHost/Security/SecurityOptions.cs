using Microsoft.Extensions.Options;

namespace KernelHost.Security;

/// <summary>Section <c>Security</c> of the settings.</summary>
public sealed class SecurityOptions
{
    public const string Section = "Security";

    /// <summary>Used when <see cref="AllowedEnvironmentVariables"/> is not set.</summary>
    public static IReadOnlyList<string> DefaultEnvironmentVariables { get; } = ["*_API_KEY"];

    /// <summary>Which variables <c>${env:NAME}</c> may name where a system admin wrote it: exact names, or with <c>*</c> for any part. Null = <c>*_API_KEY</c>; an empty list = none.</summary>
    public IReadOnlyList<string>? AllowedEnvironmentVariables { get; set; }

    /// <summary>Which variables <c>${env:NAME}</c> may name where an org-admin wrote it, by the organisation's slug; what is not here is none.</summary>
    public IReadOnlyDictionary<string, string[]>? OrganizationEnvironmentVariables { get; set; }

    /// <summary>The hosts an org-admin may write into an address: <c>host</c>, <c>host:port</c>, <c>*.host</c>, <c>[IPv6]</c>. Null = the known public providers; an empty list = none.</summary>
    public IReadOnlyList<string>? AllowedUpstreams { get; set; }
}

internal sealed class SecurityOptionsValidator : IValidateOptions<SecurityOptions>
{
    public ValidateOptionsResult Validate(string? name, SecurityOptions options)
    {
        string[] problems =
        [
            .. Patterns("AllowedEnvironmentVariables", options.AllowedEnvironmentVariables),
            .. (options.OrganizationEnvironmentVariables ?? new Dictionary<string, string[]>()).SelectMany(one => Patterns($"OrganizationEnvironmentVariables:{one.Key}", one.Value)),
            .. (options.AllowedUpstreams ?? []).SelectMany(entry => AllowedUpstream.TryParse(entry, out _, out var problem) ? [] : new[] { $"Security:AllowedUpstreams: \"{entry}\" {problem}" }),
        ];
        return problems.Length > 0 ? ValidateOptionsResult.Fail(problems) : ValidateOptionsResult.Success;
    }

    private static IEnumerable<string> Patterns(string setting, IEnumerable<string>? patterns) => (patterns ?? [])
        .Where(pattern => pattern.Length == 0 || !pattern.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '*'))
        .Select(wrong => $"Security:{setting}: \"{wrong}\" is not a variable's name or a pattern such as \"*_API_KEY\".");
}
