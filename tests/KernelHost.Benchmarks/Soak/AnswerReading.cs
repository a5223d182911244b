using System.Text.Json;

namespace KernelHost.Benchmarks.Soak;

/// <summary>What a body with status 200 turned out to be.</summary>
/// <param name="Model">Who answered, by <c>model_info</c>; null where it does not say.</param>
/// <param name="Error">The code of the error event a stream ended with; null when it did not.</param>
/// <param name="Fault">What is wrong with it; null when it is whole, or ends with an error.</param>
internal sealed record AnswerReading(string? Model, string? FallbackReason, string? Error, string? Fault)
{
    private const string Data = "data: ";

    public static AnswerReading OfChat(string question, string body)
    {
        var json = JsonElement.Parse(body);
        return Told(json, question, json.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());
    }

    public static AnswerReading OfStream(string question, string body)
    {
        var events = body.Split('\n').Where(line => line.StartsWith(Data, StringComparison.Ordinal)).Select(line => line[Data.Length..]).ToArray();
        var done = events is [.., "[DONE]"];
        var chunks = events.Where(text => text != "[DONE]").Select(text => JsonElement.Parse(text)).ToArray();
        var errors = chunks.Where(chunk => chunk.TryGetProperty("error", out _)).ToArray();
        var first = chunks.FirstOrDefault(chunk => chunk.TryGetProperty("model_info", out _));
        return (errors, done) switch
        {
            ([var error], false) => new(null, null, CodeOf(error), null),
            ([], true) when first.ValueKind == JsonValueKind.Object => Told(first, question, string.Concat(chunks.Select(Content))),
            ([], true) => Bad("a stream with [DONE] and without model_info"),
            ([], false) => Bad("a stream that just ends"),
            _ => Bad("a stream with an error and something after it"),
        };
    }

    public static AnswerReading OfEmbedding(string question, string body)
    {
        var json = JsonElement.Parse(body);
        var length = json.GetProperty("data")[0].GetProperty("embedding").GetArrayLength();
        var (model, reason) = Server(json);
        return new(model, reason, null, length == KnownAnswer.Dimensions ? null : $"a vector of {length}");
    }

    public static AnswerReading OfPlugin(string question, string body)
    {
        var json = JsonElement.Parse(body);
        var label = json.GetProperty("result").GetProperty("label").GetString();
        return new(null, null, null, label is not null && CallKind.Labels.Contains(label) ? null : $"the label {label}");
    }

    /// <summary>The code in an error of either dialect; null when it is in none.</summary>
    public static string? ErrorCode(string body)
    {
        try
        {
            return CodeOf(JsonElement.Parse(body));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static AnswerReading Told(JsonElement json, string question, string? text)
    {
        var (model, reason) = Server(json);
        var whole = KnownAnswer.To(model[(model.IndexOf('/', StringComparison.Ordinal) + 1)..], question);
        return new(model, reason, null, text == whole ? null : $"{text?.Length} characters of {model} where {whole.Length} are whole: …{text?[^Math.Min(60, text.Length)..]}");
    }

    private static AnswerReading Bad(string fault) => new(null, null, null, fault);

    private static (string Model, string? Reason) Server(JsonElement json)
    {
        var told = json.GetProperty("model_info");
        return ($"{told.GetProperty("provider").GetString()}/{told.GetProperty("resolved").GetString()}", told.GetProperty("fallback_reason").GetString());
    }

    private static string Content(JsonElement chunk) =>
        chunk.GetProperty("choices") is { } choices && choices.GetArrayLength() > 0 && choices[0].GetProperty("delta").TryGetProperty("content", out var content) ? content.GetString() ?? "" : "";

    private static string? CodeOf(JsonElement json) =>
        (json.TryGetProperty("error", out var error) ? error : json) is { ValueKind: JsonValueKind.Object } told && told.TryGetProperty("code", out var code) ? code.GetString() : null;
}
