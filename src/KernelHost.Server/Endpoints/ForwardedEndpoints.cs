using KernelHost.Organizations;
using KernelHost.Providers.OpenAi;
using KernelHost.Server.Wire;
using Microsoft.Extensions.Options;

namespace KernelHost.Server.Endpoints;

/// <summary>OpenAI's endpoints that only its own wire has: completions, responses, speech. They are forwarded to servers that have them; the others are never asked.</summary>
internal static class ForwardedEndpoints
{
    private const string Completion = """{"model": "gpt-3.5-turbo-instruct", "prompt": "The library closes at", "max_tokens": 8}""";

    private const string Completed = """
        {"id": "cmpl-1", "object": "text_completion", "created": 1795213467, "model": "gpt-3.5-turbo-instruct",
         "choices": [{"index": 0, "text": " six.", "logprobs": null, "finish_reason": "stop"}], "usage": {"prompt_tokens": 4, "completion_tokens": 2, "total_tokens": 6},
         "model_info": {"requested": null, "resolved": "gpt-3.5-turbo-instruct", "provider": "openai", "fallback_used": false, "fallback_reason": null}}
        """;

    private const string Question = """{"model": "gpt-4o", "input": "When does the library close?"}""";

    private const string Answered = """
        {"id": "resp_1", "object": "response", "created_at": 1795213467, "status": "completed", "model": "gpt-4o",
         "output": [{"id": "msg_1", "type": "message", "status": "completed", "role": "assistant", "content": [{"type": "output_text", "text": "At six.", "annotations": []}]}],
         "usage": {"input_tokens": 9, "output_tokens": 3, "total_tokens": 12},
         "model_info": {"requested": "gpt-4o", "resolved": "gpt-4o", "provider": "openai", "fallback_used": false, "fallback_reason": null}}
        """;

    private const string Sentence = """{"model": "tts-1", "input": "The library closes at six.", "voice": "alloy", "response_format": "mp3"}""";

    public static void MapForwarded(this IEndpointRouteBuilder app)
    {
        app.MapModelGroup("/v1", "Chat").MapPost("/completions", CompleteAsync).TakesJson(Completion, "prompt").AnswersJson(Completed)
            .WithSummary("Completion").WithDescription("OpenAI's wire format, for servers that still have it; with \"stream\": true as server-sent events. Others: 400 endpoint_not_supported.");
        app.MapModelGroup("/v1", "Chat").MapPost("/responses", RespondAsync).TakesJson(Question, "input").AnswersJson(Answered)
            .WithSummary("Response").WithDescription("OpenAI's wire format, for servers that have it; with \"stream\": true as server-sent events. Others: 400 endpoint_not_supported.");
        app.MapModelGroup("/v1", "Audio").MapPost("/audio/speech", SpeakAsync).TakesJson(Sentence, "input", "voice")
            .AnswersBytes("audio/mpeg", "audio/opus", "audio/aac", "audio/flac", "audio/wav", "audio/pcm", "text/event-stream")
            .WithSummary("Speech").WithDescription("OpenAI's wire format. The audio is passed on as the model server makes it; one that breaks off breaks the connection, so that half a file never looks whole.");
    }

    private static Task CompleteAsync(HttpContext context, CallerSetup callers, IOptions<ServerOptions> limits, TimeProvider time) =>
        ForwardAsync(context, callers, limits.Value, time, OpenAiEndpoint.Completions, ModelType.Llm);

    private static Task RespondAsync(HttpContext context, CallerSetup callers, IOptions<ServerOptions> limits, TimeProvider time) =>
        ForwardAsync(context, callers, limits.Value, time, OpenAiEndpoint.Responses, ModelType.Llm);

    private static Task SpeakAsync(HttpContext context, CallerSetup callers, IOptions<ServerOptions> limits, TimeProvider time) =>
        ForwardAsync(context, callers, limits.Value, time, OpenAiEndpoint.Speech, ModelType.Tts);

    private static async Task ForwardAsync(HttpContext context, CallerSetup callers, ServerOptions limits, TimeProvider time, OpenAiEndpoint endpoint, ModelType type)
    {
        var setup = await callers.OwnAsync(context.RequestAborted);
        var withModelInfo = context.Request.WantsModelInfo() && endpoint != OpenAiEndpoint.Speech;   // audio has no place for it
        using var body = await RequestBody.ReadBytesAsync(context, limits.MaxModelRequestBytes);
        var request = ForwardedCheck.Read(body.Memory);

        using var scope = callers.BeginScope(context.Request);
        var answer = setup.ForwardAsync(
            callers.Request(context.Request, request.Model, type), endpoint, request, withModelInfo ? ModelInfoWriter.ToJson : null, context.RequestAborted);
        if (request.Stream && setup.HoldsStreams)
        {
            await context.EntertainAsync(answer, context.WriteAsync, time);
            return;
        }

        await using var reply = await answer;
        await context.WriteAsync(reply);
    }
}
