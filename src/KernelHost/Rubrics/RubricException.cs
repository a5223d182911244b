using System.Collections.Immutable;

namespace KernelHost.Rubrics;

/// <summary>What was asked of rubrics cannot be done.</summary>
/// <param name="code"><c>rubric_not_found</c>, <c>invalid_rubric</c>, <c>too_many_rubrics</c> or <c>lost_update</c>.</param>
public sealed class RubricException(string code, string message) : Exception(message)
{
    public string Code { get; } = code;

    /// <summary>Everything that is wrong with a rubric.</summary>
    public ImmutableArray<string> Problems { get; init; } = [];

    internal static RubricException NotFound(string id) => new("rubric_not_found", $"There is no rubric {NearNames.Quote(id)}.");
}
