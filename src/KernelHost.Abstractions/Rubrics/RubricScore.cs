using System.ComponentModel;
using System.Text.Json.Serialization;

namespace KernelHost.Rubrics;

/// <summary>What a submission reached by a rubric.</summary>
public sealed record RubricScore
{
    /// <summary>Σ(level score × weight/100) × max ÷ the rubric's highest level score, to two decimals.</summary>
    [JsonPropertyName("total")]
    [Description("Σ(level score × weight/100) × max ÷ the rubric's highest level score, to two decimals.")]
    public required decimal Total { get; init; }

    /// <summary>The rubric's maxScore.</summary>
    [JsonPropertyName("max")]
    [Description("The rubric's maxScore.")]
    public required decimal Max { get; init; }

    /// <summary>In the rubric's order.</summary>
    [JsonPropertyName("criteria")]
    public required IReadOnlyList<CriterionScore> Criteria { get; init; }
}

/// <summary>What a submission reached in one criterion.</summary>
public sealed record CriterionScore
{
    /// <summary>The criterion's id.</summary>
    [JsonPropertyName("id")]
    [Description("The criterion's id.")]
    public required string Id { get; init; }

    /// <summary>The label of the level that was reached.</summary>
    [JsonPropertyName("level")]
    [Description("The label of the level that was reached.")]
    public required string Level { get; init; }

    /// <summary>That level's score.</summary>
    [JsonPropertyName("score")]
    [Description("That level's score.")]
    public required decimal Score { get; init; }

    /// <summary>Why that level, in the model's words.</summary>
    [JsonPropertyName("reason")]
    [Description("Why that level, in the model's words.")]
    public required string Reason { get; init; }
}

/// <summary>A rubric that a model made or changed, for somebody to look at.</summary>
public sealed record RubricProposal
{
    /// <summary>Valid by <see cref="RubricRules"/>.</summary>
    [JsonPropertyName("rubric")]
    public required Rubric Rubric { get; init; }

    /// <summary>What the model did and why, in its words; empty when it did not say.</summary>
    [JsonPropertyName("explanation")]
    [Description("What was done and why, in the model's words; empty when it did not say.")]
    public required string Explanation { get; init; }
}
