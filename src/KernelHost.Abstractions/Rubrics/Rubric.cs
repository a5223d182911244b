using System.ComponentModel;
using System.Text.Json.Serialization;

namespace KernelHost.Rubrics;

/// <summary>How submissions are assessed, in LAMB's shape. Whether it makes sense is for <see cref="RubricRules"/> to say.</summary>
public sealed record Rubric
{
    /// <summary>Its id; may be empty.</summary>
    [JsonPropertyName("rubricId")]
    [Description("Its id; may be empty.")]
    public string RubricId { get; init; } = "";

    /// <summary>What it assesses.</summary>
    [JsonPropertyName("title")]
    [Description("What it assesses.")]
    public required string Title { get; init; }

    /// <summary>What it is for, in a sentence or two.</summary>
    [JsonPropertyName("description")]
    [Description("What it is for, in a sentence or two.")]
    public required string Description { get; init; }

    /// <summary>Whom and what it is for.</summary>
    [JsonPropertyName("metadata")]
    [Description("Whom and what it is for.")]
    public RubricMetadata Metadata { get; init; } = new();

    /// <summary>What is looked at; the weights sum to 100.</summary>
    [JsonPropertyName("criteria")]
    [Description("What is looked at; the weights sum to 100.")]
    public required IReadOnlyList<Criterion> Criteria { get; init; }

    /// <summary>One of <see cref="RubricRules.ScoringTypes"/>.</summary>
    [JsonPropertyName("scoringType")]
    [Description("points, percentage, holistic, single-point or checklist.")]
    public required string ScoringType { get; init; }

    /// <summary>The total of a submission that reaches the highest level in everything; above 0.</summary>
    [JsonPropertyName("maxScore")]
    [Description("The total of a submission that reaches the highest level in everything; above 0.")]
    public required decimal MaxScore { get; init; }
}

/// <summary>Whom and what a rubric is for, and when it was made.</summary>
public sealed record RubricMetadata
{
    /// <summary>Such as History; null when not said.</summary>
    [JsonPropertyName("subject")]
    public string? Subject { get; init; }

    /// <summary>Such as 10th grade; null when not said.</summary>
    [JsonPropertyName("gradeLevel")]
    public string? GradeLevel { get; init; }

    /// <summary>When it was made.</summary>
    [JsonPropertyName("createdAt")]
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>When it was last changed.</summary>
    [JsonPropertyName("modifiedAt")]
    public DateTimeOffset? ModifiedAt { get; init; }

    /// <summary>Who wrote it; null when not said.</summary>
    [JsonPropertyName("author")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Author { get; init; }

    /// <summary>Its author's version of it; null when not said.</summary>
    [JsonPropertyName("version")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Version { get; init; }

    /// <summary>Words to find it by; null when there are none.</summary>
    [JsonPropertyName("tags")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Tags { get; init; }
}

/// <summary>One of the things a rubric looks at.</summary>
public sealed record Criterion
{
    /// <summary>Unique in the rubric.</summary>
    [JsonPropertyName("id")]
    [Description("Unique in the rubric.")]
    public required string Id { get; init; }

    /// <summary>For people.</summary>
    [JsonPropertyName("name")]
    public required string Name { get; init; }

    /// <summary>What is looked at.</summary>
    [JsonPropertyName("description")]
    public required string Description { get; init; }

    /// <summary>Its share of the total, in percent.</summary>
    [JsonPropertyName("weight")]
    [Description("Its share of the total, in percent.")]
    public required decimal Weight { get; init; }

    /// <summary>Its place in the rubric.</summary>
    [JsonPropertyName("order")]
    [Description("Its place in the rubric.")]
    public int Order { get; init; }

    /// <summary>How well it can be met; at least two.</summary>
    [JsonPropertyName("levels")]
    [Description("How well it can be met; at least two.")]
    public required IReadOnlyList<Level> Levels { get; init; }
}

/// <summary>How well a criterion can be met.</summary>
public sealed record Level
{
    /// <summary>Unique in the criterion; null where nobody gave it one.</summary>
    [JsonPropertyName("id")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Id { get; init; }

    /// <summary>What it is worth; not below 0.</summary>
    [JsonPropertyName("score")]
    public required decimal Score { get; init; }

    /// <summary>Unique in the criterion.</summary>
    [JsonPropertyName("label")]
    [Description("Unique in the criterion.")]
    public required string Label { get; init; }

    /// <summary>What a submission at this level looks like.</summary>
    [JsonPropertyName("description")]
    [Description("What a submission at this level looks like.")]
    public required string Description { get; init; }

    /// <summary>Its place in the criterion; null where nobody gave it one.</summary>
    [JsonPropertyName("order")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Order { get; init; }
}
