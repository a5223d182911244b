using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Rubrics;

/// <summary>A rubric in LAMB's shape.</summary>
public sealed record Rubric
{
    [JsonPropertyName("rubricId")]
    [Description("Its id; may be empty.")]
    public string RubricId { get; init; } = "";

    [JsonPropertyName("title")]
    [Description("What it assesses.")]
    public required string Title { get; init; }

    [JsonPropertyName("description")]
    [Description("What it is for, in a sentence or two.")]
    public required string Description { get; init; }

    [JsonPropertyName("metadata")]
    [Description("Whom and what it is for.")]
    public RubricMetadata Metadata { get; init; } = new();

    [JsonPropertyName("criteria")]
    [Description("What is looked at; the weights sum to 100.")]
    public required IReadOnlyList<Criterion> Criteria { get; init; }

    [JsonPropertyName("scoringType")]
    [Description("points, percentage, holistic, single-point or checklist.")]
    public required string ScoringType { get; init; }

    [JsonPropertyName("maxScore")]
    [Description("The total of a submission that reaches the highest level in everything; above 0.")]
    public required decimal MaxScore { get; init; }
}

public sealed record RubricMetadata
{
    [JsonPropertyName("subject")]
    public string? Subject { get; init; }

    [JsonPropertyName("gradeLevel")]
    public string? GradeLevel { get; init; }

    [JsonPropertyName("createdAt")]
    public DateTimeOffset? CreatedAt { get; init; }

    [JsonPropertyName("modifiedAt")]
    public DateTimeOffset? ModifiedAt { get; init; }
}

public sealed record Criterion
{
    [JsonPropertyName("id")]
    [Description("Unique in the rubric.")]
    public required string Id { get; init; }

    [JsonPropertyName("name")]
    public required string Name { get; init; }

    [JsonPropertyName("description")]
    public required string Description { get; init; }

    [JsonPropertyName("weight")]
    [Description("Its share of the total, in percent.")]
    public required decimal Weight { get; init; }

    [JsonPropertyName("order")]
    [Description("Its place in the rubric.")]
    public required int Order { get; init; }

    [JsonPropertyName("levels")]
    [Description("How well it can be met; at least two.")]
    public required IReadOnlyList<Level> Levels { get; init; }
}

public sealed record Level
{
    [JsonPropertyName("score")]
    public required decimal Score { get; init; }

    [JsonPropertyName("label")]
    [Description("Unique in the criterion.")]
    public required string Label { get; init; }

    [JsonPropertyName("description")]
    [Description("What a submission at this level looks like.")]
    public required string Description { get; init; }
}
