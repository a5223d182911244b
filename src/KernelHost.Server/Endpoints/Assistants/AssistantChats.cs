using System.Text;
using System.Text.Json.Nodes;
using KernelHost.Assistants;
using KernelHost.Forwarding;
using KernelHost.Kernels;
using KernelHost.Kernels.PluginCalling;
using KernelHost.Models;
using KernelHost.Routing;
using KernelHost.Security;
using KernelHost.Server.Wire;
using Microsoft.Extensions.AI;

namespace KernelHost.Server.Endpoints.Assistants;

/// <summary>Whole answers of assistants, for the endpoints that do not speak OpenAI's wire. Singleton, thread-safe.</summary>
internal sealed class AssistantChats(AssistantCalls calls, SmartRouting routing, PluginChats plugins)
{
    /// <param name="messages">The conversation, its last message the user's.</param>
    /// <param name="granted">Whoever may use the assistant may use what it is made of; else the key's own limits hold.</param>
    public async Task<AssistantAnswered> AskAsync(
        SetupSnapshot setup, CallerSetup callers, HttpContext context, Assistant assistant, IEnumerable<ChatMessage> messages, bool granted)
    {
        using var scope = granted ? callers.BeginScope(context.Request, assistant) : callers.BeginScope(context.Request);
        var call = await calls.PrepareAsync(setup, assistant, OpenAiRequest.Read(Json(messages)), context.RequestAborted);
        call.RequirePlugins(setup.Setup, callers.Caller.Role);
        var wanted = callers.Request(context.Request, call.Request.Model);
        var asked = routing.Look(setup, granted ? wanted with { Allowed = null } : wanted, call.Request.Json.Span, context.Request.Session());
        var response = await AnswerAsync(setup, call, asked, callers.Caller.Role, context.RequestAborted);
        return new(response, ModelHeaders.ReportIn(response.AdditionalProperties), call);
    }

    private async Task<ChatResponse> AnswerAsync(SetupSnapshot setup, AssistantCall call, ModelRequest asked, Role role, CancellationToken cancellationToken)
    {
        var read = ChatCompletionRequest.Read(RequestBody.Parse(call.Request.Json.Span));
        var chat = call.Plugins is [] && call.McpServers is not { IsEmpty: false } ? null : await plugins.OpenAsync(setup, call.Plugins, call.McpServers, role, cancellationToken);
        if (chat is null)
        {
            using var client = setup.Chat(asked);
            return await client.GetResponseAsync(read.Messages, read.Options, cancellationToken);
        }

        await using var reply = await chat.AskAsync(asked, new(read.Messages, read.Options, read.Parameters), stream: false, cancellationToken);
        return ((ChatReply.Spoken)reply).Response;
    }

    private static byte[] Json(IEnumerable<ChatMessage> messages) => Encoding.UTF8.GetBytes(new JsonObject
    {
        ["messages"] = new JsonArray([.. messages.Select(message => new JsonObject { ["role"] = message.Role.Value, ["content"] = message.Text })]),
    }.ToJsonString());
}

/// <param name="Report">Of the model's answer.</param>
/// <param name="Call">What the model was asked.</param>
internal sealed record AssistantAnswered(ChatResponse Response, ModelCallReport Report, AssistantCall Call);
