using System.Net.Http.Headers;
using KernelHost.Kernels;
using KernelHost.Organizations;
using KernelHost.Server.Wire;
using Microsoft.Extensions.Options;

namespace KernelHost.Server.Endpoints;

/// <summary>OpenAI's speech: text in, audio out, passed on as it comes.</summary>
internal static class SpeechEndpoints
{
    private const string Example = """{"model": "tts-1", "input": "The library closes at six.", "voice": "alloy", "response_format": "mp3"}""";

    public static void MapSpeech(this IEndpointRouteBuilder app) =>
        app.MapModelGroup("/v1", "Audio").MapPost("/audio/speech", SpeakAsync)
            .TakesJson(Example, "input", "voice").AnswersBytes("audio/mpeg", "audio/opus", "audio/aac", "audio/flac", "audio/wav", "audio/pcm", "text/event-stream")
            .WithSummary("Speech").WithDescription("OpenAI's wire format. The audio is passed on as the model server makes it; one that breaks off breaks the connection, so that half a file never looks whole.");

    private static async Task SpeakAsync(HttpContext context, CallerSetup callers, AudioCalls audio, IOptions<ServerOptions> limits)
    {
        var gone = context.RequestAborted;
        var setup = await callers.OwnAsync(gone);
        _ = context.Request.WantsModelInfo();   // only to refuse a wrong one: audio has no place for it
        var body = await JsonRequest.ReadAsync(context, limits.Value.MaxModelRequestBytes);

        using var scope = callers.BeginScope();
        var request = callers.Request(context.Request, body.Model, ModelType.Tts);
        await using var answer = await audio.SendAsync(
            setup, request, candidate => new ByteArrayContent(body.For(candidate)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } }, patient: false, gone);
        await context.WriteAsync(answer, withModelInfo: false);
    }
}
