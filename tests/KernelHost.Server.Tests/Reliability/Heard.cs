using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using KernelHost.Server.Tests.Chat;

namespace KernelHost.Server.Tests.Reliability;

/// <summary>What a client makes of an answer.</summary>
/// <param name="Model"><c>provider/model</c> that served; null with an error.</param>
/// <param name="Reason">Of the fallback; null when there was none.</param>
/// <param name="Attempts">Null in a stream whose headers were sent before the answer came.</param>
/// <param name="Whole">It has its end: a finish reason, and for a stream <c>[DONE]</c>.</param>
/// <param name="Error">The error's code, wherever it stood.</param>
internal sealed record Heard(HttpStatusCode Status, string? Model, string? Reason, int? Attempts, string Text, bool Whole, string? Error, long? Tokens)
{
    /// <param name="soFar">Is told the body as far as it has come, whenever more of it comes.</param>
    public static async Task<Heard> ReadAsync(HttpResponseMessage response, Action<string> soFar)
    {
        var body = await BodyAsync(response, soFar);
        var streamed = response.Content.Headers.ContentType?.MediaType == "text/event-stream";
        var parts = (streamed ? Events(body) : [body]).Select(part => JsonElement.Parse(part)).ToList();
        var info = parts.Select(part => Member(part, "model_info")).FirstOrDefault(member => member is not null);
        var choices = parts.SelectMany(part => Member(part, "choices") is { } list ? list.EnumerateArray().ToArray() : []).ToList();
        var error = parts.Select(part => Member(part, "error")).FirstOrDefault(member => member is not null);

        var heard = new Heard(
            response.StatusCode,
            error is null && info is { } served ? $"{served.GetProperty("provider").GetString()}/{served.GetProperty("resolved").GetString()}" : null,
            info is { } told && Member(told, "fallback_reason") is { } reason ? reason.GetString() : null,
            response.Header("x-kernelhost-attempts") is { } attempts ? int.Parse(attempts, CultureInfo.InvariantCulture) : null,
            string.Concat(choices.Select(Said)),
            choices.Exists(choice => Member(choice, "finish_reason") is not null) && (!streamed || body.EndsWith("data: [DONE]\n\n", StringComparison.Ordinal)),
            error?.GetProperty("code").GetString(),
            parts.Select(part => Member(part, "usage")).LastOrDefault(usage => usage is not null)?.GetProperty("total_tokens").GetInt64());
        heard.CheckHeaders(response);
        return heard;
    }

    /// <summary>Headers and body say the same, and an answer that broke off never looks whole.</summary>
    private void CheckHeaders(HttpResponseMessage response)
    {
        Assert.False(Whole && Error is not null);
        if (Model is not null && response.Header("x-kernelhost-model") is { } model)
            Assert.Equal((Model, Reason), (model, response.Header("x-kernelhost-fallback-reason")));
    }

    private static async Task<string> BodyAsync(HttpResponseMessage response, Action<string> soFar)
    {
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());
        var (body, part) = (new StringBuilder(), new char[4096]);
        while (await reader.ReadAsync(part) is > 0 and var length)
            soFar(body.Append(part, 0, length).ToString());
        return body.ToString();
    }

    private static IEnumerable<string> Events(string body) =>
        body.Split('\n').Where(line => line.StartsWith("data: {", StringComparison.Ordinal)).Select(line => line["data: ".Length..]);

    private static string? Said(JsonElement choice) =>
        (Member(choice, "delta") ?? Member(choice, "message")) is { } message && Member(message, "content") is { } content ? content.GetString() : null;

    private static JsonElement? Member(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null ? member : null;
}
