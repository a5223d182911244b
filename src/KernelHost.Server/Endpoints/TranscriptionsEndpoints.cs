using KernelHost.Organizations;
using KernelHost.Server.Uploads;
using KernelHost.Server.Wire;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace KernelHost.Server.Endpoints;

/// <summary>OpenAI's transcriptions: a form with an audio file goes to a model server as it is but for its model, and its answer comes back as it is.</summary>
internal static class TranscriptionsEndpoints
{
    private const string Answer = """
        {"text": "Where do returned books go?", "usage": {"type": "duration", "seconds": 2},
         "model_info": {"requested": "whisper-1", "resolved": "whisper-1", "provider": "openai", "fallback_used": false, "fallback_reason": null}}
        """;

    public static void MapTranscriptions(this IEndpointRouteBuilder app) =>
        app.MapModelGroup("/v1", "Audio").MapPost("/audio/transcriptions", TranscribeAsync)
            .WithMetadata(new DisableRequestSizeLimitAttribute())   // AudioForm has a limit of its own, and says what it is
            .TakesForm("file", "model", "language", "prompt", "response_format", "temperature", "timestamp_granularities[]", "stream").AnswersJson(Answer)
            .WithSummary("Transcription").WithDescription("OpenAI's wire format: a form with a part \"file\". response_format may be whatever the model takes: json, text, srt, vtt, verbose_json.");

    private static async Task TranscribeAsync(HttpContext context, CallerSetup callers, Spools spools, IOptions<ServerOptions> limits)
    {
        var gone = context.RequestAborted;
        var setup = await callers.OwnAsync(gone);
        var withModelInfo = context.Request.WantsModelInfo();
        await using var form = await AudioForm.ReadAsync(context, spools, limits.Value.MaxAudioBytes);

        using var scope = callers.BeginScope(context.Request);
        var request = callers.Request(context.Request, form.Model, ModelType.Stt);
        await using var reply = await setup.TranscribeAsync(
            request, candidate => form.For(candidate.Model, FormDefaults.Of(candidate, form)), form.Streams, withModelInfo ? ModelInfoWriter.ToJson : null, gone);
        await context.WriteAsync(reply);
    }
}
