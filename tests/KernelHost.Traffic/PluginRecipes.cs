namespace KernelHost.Traffic;

/// <summary>The plugins that come with the host.</summary>
internal static class PluginRecipes
{
    private const string Rubric = """
        {"title": "Essay", "description": "On towers", "metadata": {}, "scoringType": "points", "maxScore": 10, "criteria": [{"id": "facts", "name": "Facts", "description": "Right facts",
          "weight": 100, "order": 1, "levels": [{"id": "a", "score": 4, "label": "Good", "description": "Right"}, {"id": "b", "score": 1, "label": "Poor", "description": "Wrong"}]}]}
        """;

    public static IReadOnlyList<Recipe> All { get; } =
    [
        Member("GET /api/v1/plugins", "/api/v1/plugins"),
        Member("GET /api/v1/plugins/{plugin}", "/api/v1/plugins/Classifier"),
        Call("Classifier/classify", """{"text": "My invoice is wrong", "labels": ["billing", "travel"], "instructions": "By topic."}"""),
        Call("Classifier/detect_intent", """{"message": "Draw a cat", "intents": ["picture", "text"]}"""),
        Call("Classifier/detect_image_request", """{"message": "Draw a cat"}"""),
        Call("QueryRewriting/rewrite_query", """{"query": "And how high is it?", "history": [{"role": "user", "content": "Where is the Eiffel Tower?"}, {"role": "assistant", "content": "In Paris."}]}"""),
        Call("QueryRewriting/expand_query", """{"query": "tower height", "count": 2}"""),
        Call("Rubric/generate_rubric", """{"prompt": "An essay on towers", "scoring_type": "points"}"""),
        Call("Rubric/propose_rubric", """{"prompt": "An essay on towers", "levels": 3}"""),
        Call("Rubric/modify_rubric", $$"""{"instruction": "Add a criterion for style.", "rubric": {{Rubric}}}"""),
        Call("Rubric/score_submission", $$"""{"submission": "The tower is 330 metres high.", "rubric": {{Rubric}}}"""),
    ];

    private static Recipe Call(string function, string arguments) =>
        Member("POST /api/v1/plugins/{plugin}/{function}", $"/api/v1/plugins/{function}", $$"""{"arguments": {{arguments}}}""");

    private static Recipe Member(string endpoint, string path, string? body = null) => new(endpoint, path, body) { Sender = Sender.Member };
}
