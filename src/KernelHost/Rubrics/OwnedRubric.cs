using System.Text.Json.Serialization;

namespace KernelHost.Rubrics;

/// <summary>A rubric as an organisation keeps it.</summary>
/// <param name="Owner">Whose it is: the subject of the key that made it, or <c>key:</c> and the key's id where it has none.</param>
public sealed record OwnedRubric(Rubric Rubric, string Owner, RubricVisibility Visibility)
{
    /// <summary>1, and one more with every change; not part of what is stored.</summary>
    [JsonIgnore]
    public long Revision { get; init; }
}

/// <summary>Who sees a rubric.</summary>
public enum RubricVisibility
{
    /// <summary>All of its organisation.</summary>
    Organization,

    /// <summary>Its owner only.</summary>
    Private,
}
