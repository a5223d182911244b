using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace KernelHost.Server.Tests.Chat;

/// <summary>Calls as a client makes them, and answers without what differs from run to run.</summary>
internal static partial class Calls
{
    public const string ChatPath = "/v1/chat/completions";

    public static Task<HttpResponseMessage> PostAsync(this HttpClient client, string path, object body, params (string Name, string Value)[] headers) =>
        client.PostTextAsync(path, body as string ?? JsonSerializer.Serialize(body), headers);

    public static async Task<HttpResponseMessage> PostTextAsync(this HttpClient client, string path, string body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage response) => await response.Content.ReadFromJsonAsync<JsonElement>();

    public static async Task<JsonElement> ErrorAsync(this HttpResponseMessage response) => (await response.JsonAsync()).GetProperty("error");

    /// <summary>The answer indented, with ids and times masked.</summary>
    public static async Task<string> GoldenAsync(this HttpResponseMessage response) => Mask(await response.Content.ReadAsStringAsync());

    /// <summary>Every event's data, one JSON per line, masked.</summary>
    public static async Task<string> GoldenEventsAsync(this HttpResponseMessage response)
    {
        var lines = (await response.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return string.Join('\n', lines.Select(MaskIds));
    }

    /// <summary>The content of a chat's events, put together.</summary>
    public static string TextOf(string events) => string.Concat(events.Split('\n').Where(line => line.StartsWith("data: {", StringComparison.Ordinal))
        .Select(line => JsonElement.Parse(line["data: ".Length..])).Where(chunk => chunk.TryGetProperty("choices", out _))
        .SelectMany(chunk => chunk.GetProperty("choices").EnumerateArray()).Select(choice => choice.GetProperty("delta").TryGetProperty("content", out var content) ? content.GetString() : ""));

    public static string? Header(this HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out var values) ? string.Join(",", values) : null;

    private static string Mask(string json) => MaskIds(JsonNode.Parse(json)!.ToJsonString(new() { WriteIndented = true, NewLine = "\n", Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));

    private static string MaskIds(string text) => Created().Replace(Id().Replace(text, "\"id\":$1\"<id>\""), "\"created\":$1<time>");

    [GeneratedRegex("\"id\":( ?)\"[^\"]*\"")]
    private static partial Regex Id();

    [GeneratedRegex("\"created\":( ?)\\d+")]
    private static partial Regex Created();
}
