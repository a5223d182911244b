using System.Text.Json;
using KernelHost.Assistants;
using KernelHost.Kernels;
using KernelHost.Models.Rules;
using KernelHost.Routing;
using KernelHost.Server.Endpoints.Assistants;
using KernelHost.Server.Wire;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;

namespace KernelHost.Server.Endpoints;

/// <summary>The simple chat: one message in, one out, with a short memory by <c>session_id</c>.</summary>
internal static class ChatEndpoints
{
    private const int LongestSessionId = 128;

    private const string Answer = """
        {"message": "In Paris.", "model_info": {"requested": null, "resolved": "gpt-4o", "provider": "openai", "fallback_used": false, "fallback_reason": null},
         "usage": {"prompt_tokens": 17, "completion_tokens": 3, "total_tokens": 20}}
        """;

    public static void MapChat(this IEndpointRouteBuilder app) =>
        app.MapModelGroup("/api/v1", "Chat").MapPost("/chat", ChatAsync)
            .TakesJson("""{"message": "Where is the Eiffel Tower?", "model_preference": "default", "session_id": "a-conversation"}""", "message").AnswersJson(Answer)
            .WithSummary("Simple chat").WithDescription("{message, model_preference?, session_id?} → {message, model_info, usage}. A session is remembered in memory, per key, until it is idle.");

    private static async Task ChatAsync(HttpContext context, CallerSetup callers, ChatSessions sessions, SmartRouting routing, AskedAssistants assistants, AssistantChats chats, IOptions<ServerOptions> limits)
    {
        var gone = context.RequestAborted;
        var setup = await callers.OwnAsync(gone);
        var body = await RequestBody.ReadAsync(context, limits.Value.MaxModelRequestBytes);
        var question = new ChatMessage(ChatRole.User, body["message"].NonEmptyText());
        var session = Session(body["session_id"], setup, callers);
        var history = session is null ? [] : sessions.History(session);

        var preference = body["model_preference"].OptionalText();
        var (response, report) = await assistants.FindAsync(setup, callers, preference) is { } assistant
            ? await AskAssistantAsync(assistant)
            : await AskModelAsync();

        if (session is not null)
            sessions.Remember(session, history, question, new(ChatRole.Assistant, response.Text));
        context.Response.Report(report);
        await context.WriteJsonAsync(json => Write(json, response, report));

        async Task<(ChatResponse Response, ModelCallReport Report)> AskAssistantAsync(Assistant asked)
        {
            var answered = await chats.AskAsync(setup, callers, context, asked, [.. history, question], granted: true);
            return (answered.Response, answered.Call.Tell(answered.Report));
        }

        async Task<(ChatResponse Response, ModelCallReport Report)> AskModelAsync()
        {
            using var scope = callers.BeginScope(context.Request);
            var signals = RequestSignals.Of(question.Text, before: history.Sum(message => message.Text.Length)) with { Session = session?.Id ?? context.Request.Session() };
            using var client = setup.Chat(routing.Look(setup, callers.Request(context.Request, preference), signals));
            var answer = await client.GetResponseAsync([.. history, question], null, gone);
            return (answer, ModelHeaders.ReportIn(answer.AdditionalProperties));
        }
    }

    private static ChatSession? Session(WireValue id, SetupSnapshot setup, CallerSetup callers) => id.OptionalText() switch
    {
        null or "" => null,
        { Length: > LongestSessionId } => throw id.Invalid($"must have at most {LongestSessionId} characters."),
        { } text => new(setup.Organization, setup.Name, callers.Caller.KeyId, text),
    };

    private static void Write(Utf8JsonWriter json, ChatResponse response, ModelCallReport report)
    {
        json.WriteStartObject();
        json.WriteString("message", response.Text);
        json.WriteModelInfo(report);
        json.WriteUsage(response.Usage);
        json.WriteEndObject();
    }
}
