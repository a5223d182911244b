using KernelHost.Forwarding;
using KernelHost.Kernels;
using KernelHost.Kernels.PluginCalling;
using KernelHost.Security;
using KernelHost.Server.Wire;
using Microsoft.AspNetCore.Http.Features;
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
        var completions = new ChatCompletions(app.ServiceProvider);
        var group = app.MapModelGroup("/v1", "Chat");
        group.MapPost("/chat/completions", (Delegate)completions.CompleteAsync).TakesJson(Example, "messages").AnswersJson(Answer)
            .WithSummary("Chat completion").WithDescription("OpenAI's wire format. With \"stream\": true the answer comes as server-sent events. A tool {\"type\": \"kernelhost\", \"plugin\": \"…\"} lets the model call a plugin, which the host runs.");
        group.MapPost("/projects/{org}/{setup}/chat/completions", completions.CompleteInProjectAsync).TakesJson(Example, "messages").AnswersJson(Answer)
            .WithSummary("Chat completion in a chosen setup");
    }

    /// <summary>Holds what every call needs: looking services up for each of them would cost more than resolving its route.</summary>
    private sealed class ChatCompletions(IServiceProvider services)
    {
        private readonly SnapshotCache _snapshots = services.GetRequiredService<SnapshotCache>();
        private readonly SmartRouting _routing = services.GetRequiredService<SmartRouting>();
        private readonly TimeProvider _time = services.GetRequiredService<TimeProvider>();
        private readonly long _mostBytes = services.GetRequiredService<IOptions<ServerOptions>>().Value.MaxModelRequestBytes;

        public Task CompleteAsync(HttpContext context)
        {
            var callers = CallersOf(context);
            return AnswerAsync(context, callers, callers.OwnAsync(context.RequestAborted));
        }

        public Task CompleteInProjectAsync(HttpContext context, string org, string setup)
        {
            var callers = CallersOf(context);
            return AnswerAsync(context, callers, callers.NamedAsync(org, setup, context.RequestAborted));
        }

        /// <summary>What the request offers its model, and what a named model's <c>mcp_servers</c> do; null when nothing.</summary>
        private ValueTask<PluginChat?> PluginsAsync(SetupSnapshot setup, OpenAiRequest request, CancellationToken cancellationToken)
        {
            var tools = PluginToolReader.Read(request);
            var servers = request.Model is { } name ? setup.Models.FindNamed(name)?.McpServers : null;
            return tools is null && servers is not { IsEmpty: false } ? default
                : new(services.GetRequiredService<PluginChats>().OpenAsync(setup, tools ?? [], servers, cancellationToken));
        }

        private CallerSetup CallersOf(HttpContext context) => new(_snapshots, context.Features.GetRequiredFeature<Caller>());

        private async Task AnswerAsync(HttpContext context, CallerSetup callers, ValueTask<SetupSnapshot> chosen)
        {
            var setup = await chosen;
            using var body = await RequestBody.ReadBytesAsync(context, _mostBytes);
            var request = ChatRequestCheck.Read(body.Memory);
            var plugins = await PluginsAsync(setup, request, context.RequestAborted);
            using var scope = callers.BeginScope(context.Request);
            var asked = _routing.Look(setup, callers.Request(context.Request, request.Model, task: request.Task), request.Json.Span, context.Request.Session());
            var answer = new ChatAnswer(context, request, _time) { Plugins = plugins };
            if (request.Stream && setup.HoldsStreams)
            {
                await context.EntertainAsync(answer.AskAsync(setup, asked).AsTask(), answer.WriteAsync, _time);
                return;
            }

            await using var reply = await answer.AskAsync(setup, asked);
            await answer.WriteAsync(reply);
        }
    }
}
