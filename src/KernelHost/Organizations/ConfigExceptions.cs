using System.Collections.Immutable;

namespace KernelHost.Organizations;

/// <summary>A config was refused whole; the old one stays. Holds every error found.</summary>
public sealed class ConfigRejectedException(ImmutableArray<ConfigProblem> errors)
    : Exception($"The configuration was rejected: {string.Join(" ", errors.Select(error => $"{error.Path}: {error.Message}"))}")
{
    /// <summary>The code of the only error when the text is not JSON at all.</summary>
    public const string MalformedJson = "malformed_json";

    /// <summary>The code of the only error when the text is not YAML that is taken.</summary>
    public const string MalformedYaml = "malformed_yaml";

    public ImmutableArray<ConfigProblem> Errors { get; } = errors;

    /// <summary>Its code when the text could not even be read; null when it was read and is wrong.</summary>
    public string? Malformed => Errors is [{ Code: MalformedJson or MalformedYaml }] ? Errors[0].Code : null;
}

/// <summary>Somebody else changed the config since it was read.</summary>
public sealed class LostUpdateException(string slug, long expected, long actual)
    : Exception($"The configuration of \"{slug}\" is at version {actual}, not {expected}. Read it again and repeat the change.")
{
    public long Expected { get; } = expected;

    public long Actual { get; } = actual;
}

public sealed class OrganizationNotFoundException(string slug) : Exception($"There is no organisation \"{slug}\".");

public sealed class ConfigVersionNotFoundException(string slug, long version)
    : Exception($"The organisation \"{slug}\" has no configuration version {version}.");

/// <summary>The request cannot be done to this organisation: <c>slug_taken</c>, <c>invalid_slug</c>, <c>invalid_name</c>, <c>system_organization</c>.</summary>
public sealed class OrganizationRuleException(string code, string message) : Exception(message)
{
    public string Code { get; } = code;
}
