using System.Text.Json;
using System.Text.Json.Nodes;
using KernelHost.Rag;

namespace KernelHost.Assistants;

/// <summary>A chat request's body while an assistant works on it. For one request.</summary>
internal sealed class Conversation
{
    private readonly JsonArray _messages;
    private readonly int _last;

    public Conversation(JsonObject body)
    {
        Body = body;
        _messages = body["messages"] as JsonArray ?? [];
        _last = Enumerable.Range(0, _messages.Count).LastOrDefault(index => RoleOf(_messages[index]) == "user", -1);
        Question = _last >= 0 && TextOf(_messages[_last]) is { Length: > 0 } text && !string.IsNullOrWhiteSpace(text) ? text : null;
    }

    public JsonObject Body { get; }

    /// <summary>What the user said last; null when that is no text.</summary>
    public string? Question { get; }

    /// <summary>What the user and the model said before it, oldest first.</summary>
    public IReadOnlyList<ConversationTurn> History =>
    [
        .. _messages.Take(Math.Max(0, _last)).Where(message => RoleOf(message) is "user" or "assistant")
            .Select(message => new ConversationTurn(RoleOf(message) ?? "", TextOf(message) ?? "")).Where(turn => turn.Content.Length > 0),
    ];

    /// <summary>Writes the question anew; pictures and sounds beside it stay.</summary>
    public void SetQuestion(Func<string, string> write)
    {
        if (Question is not { } question || write(question) is var written && written == question)
        {
            return;
        }

        var message = _messages[_last]!.AsObject();
        message["content"] = message["content"] is JsonArray parts
            ? new JsonArray([new JsonObject { ["type"] = "text", ["text"] = written }, .. parts.Where(part => TypeOf(part) != "text").Select(part => part?.DeepClone())])
            : written;
    }

    /// <summary>Before whatever the client says of that kind.</summary>
    public void SetSystemPrompt(string? prompt)
    {
        if (!string.IsNullOrWhiteSpace(prompt))
        {
            _messages.Insert(0, new JsonObject { ["role"] = "system", ["content"] = prompt });
        }
    }

    /// <param name="model">Null = the default.</param>
    public void SetModel(string? model)
    {
        Body.Remove("model");
        if (model is not null)
        {
            Body["model"] = model;
        }
    }

    public void AddMissing(IReadOnlyDictionary<string, JsonElement> parameters)
    {
        foreach (var (name, value) in parameters)
        {
            if (!Body.ContainsKey(name))
            {
                Body[name] = JsonNode.Parse(value.GetRawText());
            }
        }
    }

    private static string? RoleOf(JsonNode? message) => Text((message as JsonObject)?["role"]);

    private static string? TypeOf(JsonNode? part) => Text((part as JsonObject)?["type"]);

    private static string? TextOf(JsonNode? message) => (message as JsonObject)?["content"] switch
    {
        JsonValue text => Text(text),
        JsonArray parts => string.Join("\n", parts.Where(part => TypeOf(part) == "text").Select(part => Text((part as JsonObject)?["text"])).OfType<string>()),
        _ => null,
    };

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
