using System.Globalization;

namespace KernelHost.Rubrics;

/// <summary>Results as CSV (RFC 4180): a line for each, with a level, a score and a reason for every criterion of the rubric.</summary>
public sealed class RubricCsv
{
    private readonly Rubric _rubric;

    public RubricCsv(Rubric rubric)
    {
        ArgumentNullException.ThrowIfNull(rubric);
        _rubric = rubric;
    }

    /// <summary>The first line.</summary>
    public string Header => Line(
    [
        "result", "submission", "job", "scored_at", "scored_by", "total", "max", "error",
        .. _rubric.Criteria.SelectMany(criterion => new[] { $"{criterion.Id}_level", $"{criterion.Id}_score", $"{criterion.Id}_reason" }),
    ]);

    /// <summary>One result's line.</summary>
    public string Write(RubricResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var scores = result.Score?.Criteria.GroupBy(score => score.Id, StringComparer.Ordinal).ToDictionary(same => same.Key, same => same.First(), StringComparer.Ordinal) ?? [];
        return Line(
        [
            result.Id, result.Submission, result.Job, result.ScoredAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture), result.ScoredBy,
            Number(result.Score?.Total), Number(result.Score?.Max), result.Error,
            .. _rubric.Criteria.SelectMany(criterion => scores.GetValueOrDefault(criterion.Id) is { } score
                ? new[] { score.Level, Number(score.Score), score.Reason }
                : [null, null, null]),
        ]);
    }

    private static string Line(IEnumerable<string?> cells) => $"{string.Join(',', cells.Select(cell => Quote(Harmless(cell ?? ""))))}\r\n";

    private static string Quote(string cell) => cell.AsSpan().IndexOfAny(",\"\r\n") < 0 ? cell : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    // A spreadsheet takes a cell that begins like this for a formula, and a submission's reason may be anybody's words; an apostrophe makes it text.
    private static string Harmless(string cell) => cell is ['=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '＝' or '＋' or '－' or '＠', ..] ? $"'{cell}" : cell;

    private static string? Number(decimal? number) => number?.ToString("0.##", CultureInfo.InvariantCulture);
}
