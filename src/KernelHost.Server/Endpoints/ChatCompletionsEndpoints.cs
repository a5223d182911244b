using KernelHost.Kernels;
using KernelHost.Routing;
using KernelHost.Server.Wire;
using Microsoft.Extensions.Options;

namespace KernelHost.Server.Endpoints;

/// <summary>OpenAI's chat completions, as JSON and as a stream, for the key's own setup or for the one the address names.</summary>
internal static class ChatCompletionsEndpoints
{
    public static void MapChatCompletions(this IEndpointRouteBuilder app)
    {
        var group = app.MapModelGroup("/v1", "Chat");
        group.MapPost("/chat/completions", CompleteAsync)
            .WithSummary("Chat completion").WithDescription("OpenAI's wire format. With \"stream\": true the answer comes as server-sent events.");
        group.MapPost("/projects/{org}/{setup}/chat/completions", CompleteInProjectAsync).WithSummary("Chat completion in a chosen setup");
    }

    private static async Task CompleteAsync(HttpContext context, CallerSetup callers, IOptions<ServerOptions> limits, TimeProvider time) =>
        await AnswerAsync(context, callers, await callers.OwnAsync(context.RequestAborted), limits.Value, time);

    private static async Task CompleteInProjectAsync(
        HttpContext context, string org, string setup, CallerSetup callers, IOptions<ServerOptions> limits, TimeProvider time) =>
        await AnswerAsync(context, callers, await callers.NamedAsync(org, setup, context.RequestAborted), limits.Value, time);

    private static async Task AnswerAsync(HttpContext context, CallerSetup callers, SetupSnapshot setup, ServerOptions limits, TimeProvider time)
    {
        var request = ChatCompletionRequest.Read(await RequestBody.ReadAsync(context, limits.MaxModelRequestBytes));
        using var scope = CallScope.Begin(callers.Caller.KeyId);
        using var client = setup.Chat(callers.Request(context.Request, request.Model, task: request.Task));
        await new ChatAnswer(context, request, time).WriteAsync(client);
    }
}
