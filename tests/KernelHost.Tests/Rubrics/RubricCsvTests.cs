using KernelHost.Rubrics;

namespace KernelHost.Tests.Rubrics;

public class RubricCsvTests
{
    private static readonly Rubric Rubric = new()
    {
        Title = "t",
        Description = "d",
        ScoringType = "points",
        MaxScore = 4,
        Criteria = [new() { Id = "a", Name = "A", Description = "", Weight = 100, Levels = [] }],
    };

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("a,b", "\"a,b\"")]
    [InlineData("a\"b", "\"a\"\"b\"")]
    [InlineData("a\r\nb", "\"a\r\nb\"")]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+1", "'+1")]
    [InlineData("-1", "'-1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("\r=1", "\"'\r=1\"")]
    [InlineData("＝1+1", "'＝1+1")]
    [InlineData("=\"a\",b", "\"'=\"\"a\"\",b\"")]
    public void A_cell_is_quoted_where_it_must_be_and_never_a_formula(string reason, string cell)
    {
        var score = new RubricScore { Total = 1, Max = 4, Criteria = [new() { Id = "a", Level = "L", Score = 1, Reason = reason }] };

        var line = new RubricCsv(Rubric).Write(new("r1", "s1", null, score, null, "ann") { ScoredAt = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero) });

        Assert.Equal($"r1,s1,,2026-01-02T03:04:05Z,ann,1,4,,L,1,{cell}\r\n", line);
    }

    [Fact]
    public void A_failure_has_empty_cells() =>
        Assert.Equal("r1,,j1,2026-01-02T03:04:05Z,ann,,,No answer.,,,\r\n",
            new RubricCsv(Rubric).Write(new("r1", null, "j1", null, "No answer.", "ann") { ScoredAt = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero) }));

    [Fact]
    public void A_page_shows_what_was_written_as_text()
    {
        var page = RubricMarkdown.Write(Rubric with { Title = "# <b>x</b>\n| [y](z)", Criteria = [Rubric.Criteria[0] with { Levels = [new() { Score = 1.5m, Label = "a|b", Description = "c\nd" }] }] });

        Assert.StartsWith("# \\# \\<b\\>x\\</b\\> \\| \\[y\\](z)\n", page, StringComparison.Ordinal);
        Assert.Contains("| a\\|b | 1.5 | c d |\n", page, StringComparison.Ordinal);
    }
}
