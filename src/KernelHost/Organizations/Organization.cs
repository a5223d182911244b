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

    public static void CheckName(string name)
    {
        if (name.Trim() is not { Length: > 0 and <= 200 })
        {
            throw new OrganizationRuleException("invalid_name", "An organisation's name has 1 to 200 characters.");
        }
    }

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
