using System.Text.RegularExpressions;

namespace KernelHost.Organizations;

/// <summary>A tenant, without its config. Immutable.</summary>
public sealed record Organization
{
    public const string SystemSlug = "system";

    /// <summary>Given once and never again, unlike the slug.</summary>
    public required Guid Id { get; init; }

    public required string Slug { get; init; }

    public required string Name { get; init; }

    public OrganizationStatus Status { get; init; }

    /// <summary>Of its config; the <c>ETag</c>.</summary>
    public required long Version { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public bool IsSystem => Slug == SystemSlug;
}

public enum OrganizationStatus
{
    Active,

    /// <summary>Its keys are refused; everything else stays.</summary>
    Suspended,

    /// <summary>Gone for everybody, until it is made active again or purged.</summary>
    Deleted,
}

/// <summary>Which organisations a list shows.</summary>
/// <param name="Search">Part of the slug or name, in any case; null = all.</param>
/// <param name="Status">Null = those that are not deleted.</param>
/// <param name="Deleted">With <paramref name="Status"/> null: the deleted ones too.</param>
public sealed record OrganizationFilter(string? Search = null, OrganizationStatus? Status = null, bool Deleted = false)
{
    internal bool Shows(Organization one) => (Status is { } wanted ? one.Status == wanted : Deleted || one.Status != OrganizationStatus.Deleted)
        && (string.IsNullOrEmpty(Search)
            || one.Slug.Contains(Search, StringComparison.OrdinalIgnoreCase)
            || one.Name.Contains(Search, StringComparison.OrdinalIgnoreCase));
}

/// <summary>What an update changes; a null member stays as it is.</summary>
public sealed record OrganizationUpdate(string? Name = null, OrganizationStatus? Status = null);

internal static partial class OrganizationRules
{
    public static void CheckSlug(string slug)
    {
        if (slug.Length > 63 || !Slug().IsMatch(slug))
        {
            throw new OrganizationRuleException("invalid_slug", "A slug has 1 to 63 lower-case letters and digits, with single hyphens between them.");
        }
    }

    /// <summary>The name as it is kept: without blanks around it.</summary>
    public static string Name(string written) => written.Trim() is { Length: > 0 and <= 200 } name && !name.Any(char.IsControl)
        ? name
        : throw new OrganizationRuleException("invalid_name", "An organisation's name has 1 to 200 characters, and no line breaks or other control characters.");

    public static void CheckNotSystem(Organization organization)
    {
        if (organization.IsSystem)
        {
            throw new OrganizationRuleException("system_organization", "The system organisation can be neither suspended nor deleted.");
        }
    }

    [GeneratedRegex(@"\A[a-z0-9](-?[a-z0-9])*\z", RegexOptions.NonBacktracking)]
    private static partial Regex Slug();
}
