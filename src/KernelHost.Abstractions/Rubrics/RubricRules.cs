namespace KernelHost.Rubrics;

/// <summary>What makes a rubric valid: the same for the host, which keeps rubrics, and for plugins, which make them.</summary>
public static class RubricRules
{
    // A third of 100 is 33.33: three of them miss by a hundredth.
    private const decimal WeightTolerance = 0.05m;

    // Far more than anybody awards, and little enough to calculate with.
    private const decimal LargestNumber = 1_000_000m;

    /// <summary>The words of <see cref="Rubric.ScoringType"/>.</summary>
    public static IReadOnlyList<string> ScoringTypes { get; } = ["points", "percentage", "holistic", "single-point", "checklist"];

    /// <summary>Everything that is wrong; empty when the rubric is valid.</summary>
    public static IReadOnlyList<string> Problems(Rubric rubric)
    {
        ArgumentNullException.ThrowIfNull(rubric);
        return HasGaps(rubric) ? ["criteria or levels hold null"]
            : Numbers(rubric).Any(number => Math.Abs(number) > LargestNumber) ? [$"a number is larger than {LargestNumber:0}"]
            : WrongMembers(rubric);
    }

    // A list's own null no deserialiser refuses.
    private static bool HasGaps(Rubric rubric) =>
        rubric.Criteria.Any(criterion => criterion is null || criterion.Levels.Any(level => level is null));

    private static IEnumerable<decimal> Numbers(Rubric rubric) =>
        rubric.Criteria.SelectMany(criterion => criterion.Levels.Select(level => level.Score).Append(criterion.Weight)).Append(rubric.MaxScore);

    private static string[] WrongMembers(Rubric rubric) =>
    [
        .. When(string.IsNullOrWhiteSpace(rubric.Title), "title is empty"),
        .. When(!ScoringTypes.Contains(rubric.ScoringType), $"scoringType is '{rubric.ScoringType}', not one of {string.Join(", ", ScoringTypes)}"),
        .. When(rubric.MaxScore <= 0, "maxScore is not above 0"),
        .. When(rubric.Criteria.Count == 0, "there are no criteria"),
        .. When(Math.Abs(TotalWeight(rubric) - 100) > WeightTolerance, $"the weights sum to {TotalWeight(rubric):0.##}, not 100"),
        .. When(HasRepeats(rubric.Criteria.Select(criterion => criterion.Id)), "two criteria have the same id"),
        .. When(rubric.Criteria.Count > 0 && HighestScore(rubric) <= 0, "no level has a score above 0"),
        .. rubric.Criteria.SelectMany((criterion, i) => Problems(criterion, $"criteria[{i}]")),
    ];

    /// <summary>The highest score of any level; 0 when there is none.</summary>
    public static decimal HighestScore(Rubric rubric)
    {
        ArgumentNullException.ThrowIfNull(rubric);
        return rubric.Criteria.SelectMany(criterion => criterion.Levels).Select(level => level.Score).DefaultIfEmpty().Max();
    }

    private static IEnumerable<string> Problems(Criterion criterion, string path) =>
    [
        .. When(string.IsNullOrWhiteSpace(criterion.Id), $"{path}.id is empty"),
        .. When(string.IsNullOrWhiteSpace(criterion.Name), $"{path}.name is empty"),
        .. When(criterion.Weight <= 0, $"{path}.weight is not above 0"),
        .. When(criterion.Levels.Count < 2, $"{path} has fewer than two levels"),
        .. When(criterion.Levels.Any(level => level.Score < 0), $"{path} has a level with a negative score"),
        .. When(criterion.Levels.Any(level => string.IsNullOrWhiteSpace(level.Label)), $"{path} has a level without a label"),
        .. When(HasRepeats(criterion.Levels.Select(level => level.Label.Trim())), $"{path} has two levels with the same label"),
    ];

    private static decimal TotalWeight(Rubric rubric) => rubric.Criteria.Sum(criterion => criterion.Weight);

    private static bool HasRepeats(IEnumerable<string> names) =>
        names.GroupBy(name => name, StringComparer.OrdinalIgnoreCase).Any(same => same.Skip(1).Any());

    private static IEnumerable<string> When(bool wrong, string problem) => wrong ? [problem] : [];
}
