using System.Text.Json;
using KernelHost;
using Microsoft.SemanticKernel;

namespace QueryRewriting;

/// <summary>The turns before a question, in whichever shape the caller has them.</summary>
internal sealed record Conversation(IReadOnlyList<string> Lines)
{
    // A small model loses itself in more, and what a pronoun stands for is near.
    private const int MostTurns = 12;
    private const int LongestTurn = 1000;

    /// <summary>Reads text, JSON, chat messages or plain strings.</summary>
    /// <exception cref="PluginArgumentException">It is none of them.</exception>
    public static Conversation Of(object? history) => new([.. Read(history).TakeLast(MostTurns)]);

    /// <summary>The block that stands before the question in the prompt; empty without a conversation.</summary>
    public string ToPrompt() => Lines.Count == 0 ? "" : $"Conversation:\n{string.Join('\n', Lines)}\n\n";

    private static IEnumerable<string> Read(object? history) => history switch
    {
        null or JsonElement { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined } => [],
        string text => text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Shorten),
        JsonElement { ValueKind: JsonValueKind.String } text => Read(text.GetString()),
        JsonElement { ValueKind: JsonValueKind.Array } turns => ReadArray([.. turns.EnumerateArray()]),
        IEnumerable<ChatMessageContent> messages => messages.Select(m => Turn(m.Role.Label, m.Content)).OfType<string>(),
        IEnumerable<string> turns => Alternating([.. turns]),
        _ => throw Misshapen(),
    };

    private static IEnumerable<string> ReadArray(JsonElement[] turns) =>
        turns.All(turn => turn.ValueKind == JsonValueKind.String)
            ? Alternating([.. turns.Select(turn => turn.GetString() ?? "")])
            : turns.Select(ReadTurn).OfType<string>();

    private static string? ReadTurn(JsonElement turn) =>
        turn.ValueKind == JsonValueKind.Object
        && turn.TryGetProperty("role", out var role) && role.ValueKind == JsonValueKind.String
        && turn.TryGetProperty("content", out var content) && content.ValueKind == JsonValueKind.String
            ? Turn(role.GetString(), content.GetString())
            : throw Misshapen();

    // Strings say nothing of who spoke: the one before the question was the answer to the question before.
    private static IEnumerable<string> Alternating(string[] turns) =>
        turns.Select((text, i) => Turn((turns.Length - i) % 2 == 1 ? "assistant" : "user", text)).OfType<string>();

    private static string? Turn(string? role, string? content) => (role?.ToLowerInvariant(), string.IsNullOrWhiteSpace(content)) switch
    {
        ("user", false) => $"User: {Shorten(content ?? "")}",
        ("assistant", false) => $"Assistant: {Shorten(content ?? "")}",
        _ => null, // system and tool messages hold no names a user could mean
    };

    private static string Shorten(string text)
    {
        var line = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return line.Length <= LongestTurn ? line : line[..LongestTurn] + "…";
    }

    private static PluginArgumentException Misshapen() =>
        new("history", "'history' must be a text, or an array of {\"role\", \"content\"} objects or of strings.");
}
