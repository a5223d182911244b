using System.Text.RegularExpressions;
using KernelHost.Organizations;
using KernelHost.Rubrics;

namespace KernelHost.Server.Errors;

/// <summary>What the rules of rubrics say, as errors of a request's members.</summary>
internal static partial class RubricErrors
{
    public static ApiError Describe(RubricException e) => e.Code switch
    {
        "rubric_not_found" => new(404, e.Code, e.Message),
        "lost_update" => new(412, e.Code, e.Message) { Param = "If-Match" },
        "invalid_rubric" => new(422, e.Code, e.Message) { Problems = [.. e.Problems.Select(problem => new ConfigProblem(PathOf(problem), e.Code, $"{problem}."))] },
        _ => new(409, e.Code, e.Message),
    };

    // A problem begins with the member it is about, or speaks of all criteria.
    private static string PathOf(string problem) => Member().Match(problem) is { Success: true, Value: var member } ? $"$.{member}"
        : problem.StartsWith("a number", StringComparison.Ordinal) ? "$" : "$.criteria";

    [GeneratedRegex(@"\A(title|scoringType|maxScore|criteria\[[0-9]+\](\.[a-z]+)?)")]
    private static partial Regex Member();
}
