using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Rubrics;

public sealed record Score
{
    [JsonPropertyName("total")]
    [Description("Σ(level score × weight/100) × max ÷ the rubric's highest level score, to two decimals.")]
    public required decimal Total { get; init; }

    [JsonPropertyName("max")]
    [Description("The rubric's maxScore.")]
    public required decimal Max { get; init; }

    [JsonPropertyName("criteria")]
    public required IReadOnlyList<CriterionScore> Criteria { get; init; }
}

public sealed record CriterionScore
{
    [JsonPropertyName("id")]
    [Description("The criterion's id.")]
    public required string Id { get; init; }

    [JsonPropertyName("level")]
    [Description("The label of the level that was reached.")]
    public required string Level { get; init; }

    [JsonPropertyName("score")]
    [Description("That level's score.")]
    public required decimal Score { get; init; }

    [JsonPropertyName("reason")]
    [Description("Why that level, in the model's words.")]
    public required string Reason { get; init; }
}
