using KernelHost.Kernels;
using KernelHost.Kernels.PluginCalling;
using KernelHost.Server.Wire;
using Microsoft.Extensions.Options;

namespace KernelHost.Server.Endpoints;

/// <summary>OpenAI's chat completions, as JSON and as a stream, for the key's own setup or for the one the address names.</summary>
internal static class ChatCompletionsEndpoints
{
    private const string Example = """
        {"model": "default", "messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Where is the Eiffel Tower?"}], "stream": false}
        """;

    private const string Answer = """
        {"id": "chatcmpl-1", "object": "chat.completion", "created": 1795213467, "model": "gpt-4o",
         "choices": [{"index": 0, "message": {"role": "assistant", "content": "In Paris.", "refusal": null}, "logprobs": null, "finish_reason": "stop"}],
         "usage": {"prompt_tokens": 17, "completion_tokens": 3, "total_tokens": 20},
         "model_info": {"requested": "default", "resolved": "gpt-4o", "provider": "openai", "fallback_used": false, "fallback_reason": null}}
        """;

    public static void MapChatCompletions(this IEndpointRouteBuilder app)
    {
        var group = app.MapModelGroup("/v1", "Chat");
        group.MapPost("/chat/completions", CompleteAsync).TakesJson(Example, "messages").AnswersJson(Answer)
            .WithSummary("Chat completion").WithDescription("OpenAI's wire format. With \"stream\": true the answer comes as server-sent events. A tool {\"type\": \"kernelhost\", \"plugin\": \"…\"} lets the model call a plugin, which the host runs.");
        group.MapPost("/projects/{org}/{setup}/chat/completions", CompleteInProjectAsync).TakesJson(Example, "messages").AnswersJson(Answer)
            .WithSummary("Chat completion in a chosen setup");
    }

    private static Task CompleteAsync(HttpContext context, CallerSetup callers, SmartRouting routing, IOptions<ServerOptions> limits, TimeProvider time) =>
        AnswerAsync(context, callers, callers.OwnAsync(context.RequestAborted), limits.Value, routing, time);

    private static Task CompleteInProjectAsync(
        HttpContext context, string org, string setup, CallerSetup callers, SmartRouting routing, IOptions<ServerOptions> limits, TimeProvider time) =>
        AnswerAsync(context, callers, callers.NamedAsync(org, setup, context.RequestAborted), limits.Value, routing, time);

    private static async Task AnswerAsync(HttpContext context, CallerSetup callers, ValueTask<SetupSnapshot> chosen, ServerOptions limits, SmartRouting routing, TimeProvider time)
    {
        var setup = await chosen;
        using var body = await RequestBody.ReadBytesAsync(context, limits.MaxModelRequestBytes);
        var request = ChatRequestCheck.Read(body.Memory);
        var plugins = PluginToolReader.Read(request) is { } tools ? await context.RequestServices.GetRequiredService<PluginChats>().OpenAsync(setup, tools) : null;
        using var scope = callers.BeginScope();
        var asked = routing.Look(setup, callers.Request(context.Request, request.Model, task: request.Task), request.Json.Span, context.Request.Session());
        await new ChatAnswer(context, request, time) { Plugins = plugins }.WriteAsync(setup, asked);
    }
}
