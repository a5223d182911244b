using System.Collections.Immutable;
using KernelHost.Assistants;
using KernelHost.Forwarding;
using KernelHost.Kernels;
using KernelHost.Kernels.PluginCalling;
using KernelHost.Models;
using KernelHost.Security;
using KernelHost.Server.Endpoints.Assistants;
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
        RequestDelegate complete = completions.CompleteAsync;   // nothing to bind: a handler's wrapper would be one suspended method more for every call
        group.MapPost("/chat/completions", complete).WithMetadata(complete.Method).TakesJson(Example, "messages").AnswersJson(Answer)
            .WithSummary("Chat completion").WithDescription("OpenAI's wire format. With \"stream\": true the answer comes as server-sent events. A tool {\"type\": \"kernelhost\", \"plugin\": \"…\"} lets the model call a plugin, which the host runs.");
        group.MapPost("/projects/{org}/{setup}/chat/completions", completions.CompleteInProjectAsync).TakesJson(Example, "messages").AnswersJson(Answer)
            .WithSummary("Chat completion in a chosen setup");
    }

    /// <summary>Holds what every call needs: looking services up for each of them would cost more than resolving its route.</summary>
    private sealed class ChatCompletions(IServiceProvider services)
    {
        private readonly SnapshotCache _snapshots = services.GetRequiredService<SnapshotCache>();
        private readonly SmartRouting _routing = services.GetRequiredService<SmartRouting>();
        private readonly AskedAssistants _assistants = services.GetRequiredService<AskedAssistants>();
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

        private CallerSetup CallersOf(HttpContext context) => new(_snapshots, context.Features.GetRequiredFeature<Caller>());

        private async Task AnswerAsync(HttpContext context, CallerSetup callers, ValueTask<SetupSnapshot> chosen)
        {
            var setup = await chosen;
            using var body = await RequestBody.ReadBytesAsync(context, _mostBytes);
            var request = ChatRequestCheck.Read(body.Memory);
            if (await _assistants.FindAsync(setup, callers, request.Model, request.Task) is { } assistant)
            {
                await AnswerAsync(context, callers, setup, request, assistant);
                return;
            }

            using var scope = callers.BeginScope(context.Request);
            var asked = callers.Request(context.Request, request.Model, task: request.Task);
            var servers = request.Model is { } name ? setup.Models.FindNamed(name)?.McpServers : null;
            await AnswerAsync(context, setup, asked, new(context, request, _time) { Plugins = await OpenAsync(context, setup, PluginToolReader.Read(request), servers) }, request);
        }

        private async Task AnswerAsync(HttpContext context, CallerSetup callers, SetupSnapshot setup, OpenAiRequest request, Assistant assistant)
        {
            using var scope = callers.BeginScope(context.Request, assistant);
            var call = await _assistants.PrepareAsync(setup, assistant, request, context.RequestAborted);
            call.RequirePlugins(setup.Setup, callers.Caller.Role);
            var asked = callers.Request(context.Request, call.Request.Model) with { Allowed = null };
            PluginTool[] tools = [.. PluginToolReader.Read(request) ?? [], .. call.Plugins];
            var answer = new ChatAnswer(context, call.Request, _time) { Plugins = await OpenAsync(context, setup, tools, call.McpServers), Assistant = call };
            await AnswerAsync(context, setup, asked, answer, call.Request);
        }

        private async Task AnswerAsync(HttpContext context, SetupSnapshot setup, ModelRequest asked, ChatAnswer answer, OpenAiRequest request)
        {
            asked = _routing.Look(setup, asked, request.Json.Span, context.Request.Session());
            if (request.Stream && setup.HoldsStreams)
            {
                await context.EntertainAsync(answer.AskAsync(setup, asked).AsTask(), answer.WriteAsync, _time);
                return;
            }

            await using var reply = await answer.AskAsync(setup, asked);
            await answer.WriteAsync(reply);
        }

        /// <summary>What the request offers its model, and the MCP servers it is given besides; null when nothing.</summary>
        private ValueTask<PluginChat?> OpenAsync(HttpContext context, SetupSnapshot setup, IReadOnlyList<PluginTool>? tools, ImmutableArray<string>? servers) =>
            tools is null or [] && servers is not { IsEmpty: false } ? default
                : new(services.GetRequiredService<PluginChats>().OpenAsync(setup, tools ?? [], servers, context.Features.GetRequiredFeature<Caller>().Role, context.RequestAborted));
    }
}
