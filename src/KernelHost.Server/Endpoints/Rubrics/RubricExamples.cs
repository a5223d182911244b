namespace KernelHost.Server.Endpoints.Rubrics;

/// <summary>What OpenAPI shows of rubrics.</summary>
internal static class RubricExamples
{
    private const string Members = """
        "title": "Essay", "description": "For essays on 1848.", "metadata": {"subject": "History", "gradeLevel": "10"},
        "criteria": [{"id": "argument", "name": "Argument", "description": "Is it sound?", "weight": 100, "order": 1,
          "levels": [{"id": "level-1", "score": 4, "label": "Strong", "description": "Sound."}, {"id": "level-2", "score": 1, "label": "Weak", "description": "Has gaps."}]}],
        "scoringType": "points", "maxScore": 10
        """;

    public const string Sent = $$"""{{{Members}}, "visibility": "organization"}""";

    public const string Exported = $$"""{"rubricId": "0199…", {{Members}}}""";

    public const string Answered = $$"""{"id": "0199…", "rubricId": "0199…", {{Members}}, "visibility": "organization", "owner": "ann"}""";

    public const string List = $$"""{"items": [{{Answered}}], "next_cursor": null}""";

    public const string Proposal = $$"""{"rubric": {{Exported}}, "explanation": "The argument matters most.", "saved": false}""";

    public const string Score = """{"id": "0199…", "total": 10, "max": 10, "criteria": [{"id": "argument", "level": "Strong", "score": 4, "reason": "Every claim has its source."}]}""";
}
