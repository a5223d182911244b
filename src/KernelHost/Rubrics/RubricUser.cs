using KernelHost.Security;

namespace KernelHost.Rubrics;

/// <summary>Who works with an organisation's rubrics.</summary>
/// <param name="Organization">The organisation's id.</param>
/// <param name="Slug">Its slug.</param>
public sealed record RubricUser(Guid Organization, string Slug, Caller Caller)
{
    /// <summary>As what it owns rubrics.</summary>
    public string Owner => Caller.Subject ?? $"key:{Caller.KeyId}";

    /// <summary>Another's private rubric is not there for it. A system admin sees all.</summary>
    internal bool Sees(OwnedRubric rubric) => rubric.Visibility == RubricVisibility.Organization || rubric.Owner == Owner || Caller.Role == Role.SystemAdmin;

    internal bool Sees(RubricResult result) => Caller.Role != Role.Member || result.ScoredBy == Owner;
}
