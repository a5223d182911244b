using Microsoft.Extensions.AI;

namespace KernelHost.Server.Wire;

/// <summary>The member <c>messages</c>. Members of a message that have no name here go along as additional properties, as JSON.</summary>
internal static class MessageReader
{
    private static readonly string[] Known = ["role", "content", "name", "refusal", "tool_calls", "tool_call_id", "function_call"];

    public static IReadOnlyList<ChatMessage> Read(WireValue messages)
    {
        var retired = new RetiredCalls();
        var read = messages.Items().Select(message => ReadOne(message, retired)).ToArray();
        return read.Length > 0 ? read : throw messages.Invalid("must hold at least one message.");
    }

    private static ChatMessage ReadOne(WireValue message, RetiredCalls retired)
    {
        var role = message.Object()["role"];
        return role.Text() switch
        {
            "system" or "developer" or "user" => Spoken(message, new(role.Text())),
            "assistant" => Assistant(message, retired),
            "tool" => ToolResult(message),
            "function" => FunctionResult(message, retired),
            var other => throw role.Invalid($"must be system, developer, user, assistant or tool, not '{Excerpt.Of(other)}'."),
        };
    }

    private static ChatMessage Spoken(WireValue message, ChatRole role) => Message(message, role, ContentReader.Read(message["content"]));

    /// <summary>An assistant that only called tools, or refused, has said nothing.</summary>
    private static ChatMessage Assistant(WireValue message, RetiredCalls retired)
    {
        List<AIContent> contents = message["content"].IsAbsent ? [] : [.. ContentReader.Read(message["content"])];
        if (message["refusal"].OptionalText() is { Length: > 0 } refusal)
            contents.Add(Refusals.Create(refusal));
        if (!message["tool_calls"].IsAbsent)
            contents.AddRange(message["tool_calls"].Items().Select(ToolCallReader.Read));
        if (!message["function_call"].IsAbsent)
            contents.Add(retired.Read(message["function_call"]));
        return Message(message, ChatRole.Assistant, contents);
    }

    private static ChatMessage ToolResult(WireValue message)
    {
        var id = message["tool_call_id"];
        if (id.IsAbsent)
            throw id.Missing("a tool message names the call it answers, by the id in the assistant's tool_calls.");
        return Message(message, ChatRole.Tool, [new FunctionResultContent(id.NonEmptyText(), ContentReader.ReadResult(message["content"]))]);
    }

    /// <summary>Its name says which call it answers, and is not its author's.</summary>
    private static ChatMessage FunctionResult(WireValue message, RetiredCalls retired) =>
        new(ChatRole.Tool, [new FunctionResultContent(retired.IdOf(message["name"]), ContentReader.ReadResult(message["content"]))]) { AdditionalProperties = message.Json.Further(Known) };

    private static ChatMessage Message(WireValue message, ChatRole role, IList<AIContent> contents) => new(role, contents)
    {
        AuthorName = message["name"].OptionalText(),
        AdditionalProperties = message.Json.Further(Known),
    };
}
