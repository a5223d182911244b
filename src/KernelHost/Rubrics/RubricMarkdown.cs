using System.Globalization;
using System.Text;

namespace KernelHost.Rubrics;

/// <summary>A rubric as a page for people: its head, and a table of criteria and levels.</summary>
public static class RubricMarkdown
{
    public static string Write(Rubric rubric)
    {
        ArgumentNullException.ThrowIfNull(rubric);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# {Line(rubric.Title)}\n\n");
        if (!string.IsNullOrWhiteSpace(rubric.Description))
            text.Append(CultureInfo.InvariantCulture, $"{Line(rubric.Description)}\n\n");
        Fact("Subject", rubric.Metadata.Subject);
        Fact("Grade level", rubric.Metadata.GradeLevel);
        Fact("Scoring", rubric.ScoringType);
        Fact("Maximum score", Number(rubric.MaxScore));

        foreach (var criterion in rubric.Criteria)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {Line(criterion.Name)} ({Number(criterion.Weight)} %)\n\n");
            if (!string.IsNullOrWhiteSpace(criterion.Description))
                text.Append(CultureInfo.InvariantCulture, $"{Line(criterion.Description)}\n\n");
            text.Append("| Level | Score | Description |\n|---|---|---|\n");
            foreach (var level in criterion.Levels)
                text.Append(CultureInfo.InvariantCulture, $"| {Line(level.Label)} | {Number(level.Score)} | {Line(level.Description)} |\n");
        }

        return text.ToString();

        void Fact(string name, string? value)
        {
            if (!string.IsNullOrWhiteSpace(value))
                text.Append(CultureInfo.InvariantCulture, $"- **{name}:** {Line(value)}\n");
        }
    }

    private static string Number(decimal number) => number.ToString("0.##", CultureInfo.InvariantCulture);

    // What somebody wrote stays text: it opens no heading, no HTML, no link and no cell of its own.
    private static string Line(string text)
    {
        var line = new StringBuilder(text.Length);
        foreach (var character in string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)))
            line.Append(character is '\\' or '`' or '*' or '_' or '[' or ']' or '<' or '>' or '#' or '|' ? $"\\{character}" : character);
        return line.ToString();
    }

}
