using System.Text;
using System.Text.Json.Nodes;

namespace KernelHost.Upstream.Wires.OpenAi;

/// <summary>POST /v1/audio/speech and /v1/audio/transcriptions. The sound is the text of the request, so that tests can read it.</summary>
internal static class Audio
{
    public static Reply Speak(Incoming call)
    {
        var body = call.Body();
        var input = body.Text("input") ?? throw Missing("input");
        var voice = body.Text("voice") ?? body.Member("voice")?.Text("id") ?? throw Missing("voice");
        var format = body.Text("response_format") ?? "mp3";
        var words = Words.Split($"{format} {call.Model} {voice}: {input}").ToArray();
        if (body.Text("stream_format") == "sse")
        {
            return Reply.Stream(Sse.ContentType, [.. words.Select(word => Event(PartKind.Content, "speech.audio.delta", ("audio", Convert.ToBase64String(Encoding.UTF8.GetBytes(word))))),
                Event(PartKind.Finish | PartKind.Usage | PartKind.End, "speech.audio.done", ("usage", Usage(words.Length)))]);
        }

        var pieces = words.Select(w => new Part(PartKind.Content, w));
        return Reply.Stream(ContentType(format), pieces);
    }

    public static Reply Transcribe(Incoming call)
    {
        var form = call.Form ?? throw new RefusedException(new Failure(400, "The body is not multipart/form-data."));
        var file = form.Files.GetFile("file") ?? throw Missing("file");
        _ = call.Entry.Model is { Length: > 0 } ? "" : throw Missing("model");
        var text = $"{call.Model}: {file.FileName} ({file.Length} bytes)";
        if (form["stream"].ToString() == "true")
        {
            return Reply.Stream(Sse.ContentType, [.. Words.Split(text).Select(word => Event(PartKind.Content, "transcript.text.delta", ("delta", word))),
                Event(PartKind.Finish | PartKind.Usage | PartKind.End, "transcript.text.done", ("text", text), ("usage", Usage(Words.Count(text))))]);
        }

        return form["response_format"].ToString() switch
        {
            "text" => Plain("text/plain; charset=utf-8", text + "\n"),
            "srt" => Plain("text/plain; charset=utf-8", $"1\n00:00:00,000 --> 00:00:01,000\n{text}\n\n"),
            "vtt" => Plain("text/vtt; charset=utf-8", $"WEBVTT\n\n00:00:00.000 --> 00:00:01.000\n{text}\n\n"),
            "verbose_json" => Reply.Of(Verbose(text, form["language"].ToString())),
            "" or "json" => Reply.Of(new JsonObject { ["text"] = text, ["usage"] = new JsonObject { ["type"] = "duration", ["seconds"] = 1 } }),
            _ => throw new RefusedException(new Failure(400, "Unknown response_format.", "invalid_value", "response_format")),
        };
    }

    private static Part Event(PartKind kind, string type, params ReadOnlySpan<(string Name, JsonNode Value)> members)
    {
        var data = new JsonObject { ["type"] = type };
        foreach (var (name, value) in members)
        {
            data[name] = value;
        }

        return Sse.Event(kind, data);
    }

    private static JsonObject Usage(int tokens) => new() { ["input_tokens"] = 1, ["output_tokens"] = tokens, ["total_tokens"] = tokens + 1 };

    private static JsonObject Verbose(string text, string language) => new()
    {
        ["task"] = "transcribe",
        ["language"] = language is "" ? "english" : language,
        ["duration"] = 1.0,
        ["text"] = text,
        ["segments"] = new JsonArray(new JsonObject
        {
            ["id"] = 0,
            ["seek"] = 0,
            ["start"] = 0.0,
            ["end"] = 1.0,
            ["text"] = text,
            ["tokens"] = new JsonArray(),
            ["temperature"] = 0.0,
            ["avg_logprob"] = -0.1,
            ["compression_ratio"] = 1.0,
            ["no_speech_prob"] = 0.0,
        }),
        ["usage"] = new JsonObject { ["type"] = "duration", ["seconds"] = 1 },
    };

    private static string ContentType(string format) => format switch
    {
        "mp3" => "audio/mpeg",
        "opus" => "audio/opus",
        "aac" => "audio/aac",
        "flac" => "audio/flac",
        "wav" => "audio/wav",
        "pcm" => "audio/pcm",
        _ => throw new RefusedException(new Failure(400, "Unknown response_format.", "invalid_value", "response_format")),
    };

    private static Reply Plain(string contentType, string text) => Reply.Of(contentType, Encoding.UTF8.GetBytes(text));

    private static RefusedException Missing(string param) =>
        new(new Failure(400, $"Missing required parameter: '{param}'.", "missing_required_parameter", param));
}
