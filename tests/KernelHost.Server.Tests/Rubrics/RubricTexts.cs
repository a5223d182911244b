using System.Text.Json.Nodes;

namespace KernelHost.Server.Tests.Rubrics;

internal static class RubricTexts
{
    public const string Url = "/api/v1/rubrics";

    public const string Essay =
        """
        {
          "title": "Essay", "description": "For essays.", "metadata": { "subject": "History", "gradeLevel": "10", "tags": ["1848"] },
          "criteria": [
            { "id": "argument", "name": "Argument", "description": "Is it sound?", "weight": 60, "order": 1, "levels": [
              { "score": 4, "label": "Strong", "description": "Sound." }, { "score": 2, "label": "Fair", "description": "Has gaps." }, { "score": 0, "label": "None", "description": "Absent." } ] },
            { "id": "style", "name": "Style", "description": "Is it readable?", "weight": 40, "order": 2, "levels": [
              { "score": 3, "label": "Good", "description": "Clear." }, { "score": 1, "label": "Poor", "description": "Muddled." } ] }
          ],
          "scoringType": "points", "maxScore": 10
        }
        """;

    public const string Fair = """{"argument": {"level": "Fair", "reason": "One source."}, "style": {"level": "Good", "reason": "Reads well."}}""";

    public static string Change(Action<JsonNode> change, string rubric = Essay)
    {
        var json = JsonNode.Parse(rubric)!;
        change(json);
        return json.ToJsonString();
    }

    /// <returns>Its id.</returns>
    public static async Task<string> KeepAsync(this HttpClient client, string rubric = Essay) =>
        (await client.TryPostAsync(Url, rubric)).Json.GetProperty("id").GetString()!;
}
