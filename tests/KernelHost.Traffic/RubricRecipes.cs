namespace KernelHost.Traffic;

/// <summary>Rubrics, and what models do with them.</summary>
internal static class RubricRecipes
{
    private const string Rubrics = "/api/v1/rubrics";
    private const string One = Rubrics + "/{id}";
    private const string Path = Rubrics + "/{made}";

    private const string Rubric = """
        {"title": "Essay on towers", "description": "On towers", "metadata": {"subject": "History", "gradeLevel": "10", "author": "Ann", "version": "1", "tags": ["towers"]}, "scoringType": "points", "maxScore": 10,
         "criteria": [{"id": "facts", "name": "Facts", "description": "Right facts", "weight": 100, "order": 1,
           "levels": [{"id": "a", "score": 4, "label": "Good", "description": "Right", "order": 0}, {"id": "b", "score": 1, "label": "Poor", "description": "Wrong", "order": 1}]}],
         "visibility": "organization"}
        """;

    private static readonly Recipe Made = new($"POST {Rubrics}", Rubrics, Rubric);

    public static IReadOnlyList<Recipe> All { get; } =
    [
        Member($"GET {Rubrics}", $"{Rubrics}?q=tower&limit=5"),
        Made,
        new($"POST {Rubrics}/import", $"{Rubrics}/import", Rubric),
        new($"POST {Rubrics}/generate", $"{Rubrics}/generate", """{"topic": "An essay on towers", "scoring_type": "points", "levels": 3}"""),
        About($"GET {One}"),
        About($"PUT {One}", body: Rubric),
        About($"DELETE {One}"),
        About($"POST {One}/duplicate", "/duplicate"),
        About($"GET {One}/export", "/export?format=markdown"),
        About($"GET {One}/export", "/export?format=json"),
        About($"POST {One}/modify", "/modify", """{"instruction": "Add a criterion for style.", "save": true}"""),
        About($"POST {One}/score", "/score", """{"submission": "The tower is 330 metres high.", "submission_id": "ann-1"}"""),
        About($"POST {One}/score", "/score", """{"submissions": [{"id": "ann-1", "text": "The tower is 330 metres high."}, {"id": "bob-1", "text": "It is high."}]}"""),
        About($"GET {One}/results", "/results?limit=5"),
        About($"GET {One}/results/export", "/results/export?format=csv"),
    ];

    private static Recipe About(string endpoint, string rest = "", string? body = null) => new(endpoint, Path + rest, body) { After = Made };

    private static Recipe Member(string endpoint, string path) => new(endpoint, path) { Sender = Sender.Member };
}
