using System.Text.Json;
using Microsoft.Extensions.AI;

namespace KernelHost.Testing;

/// <summary>What a scripted model was asked. Immutable.</summary>
/// <param name="ServiceId">The service that was asked, such as <c>small-fast</c>.</param>
/// <param name="Messages">The conversation, oldest first, as the model would get it: the template is rendered.</param>
/// <param name="Options">Temperature, length, response format…; null when none were given.</param>
public sealed record ModelCall(string ServiceId, IReadOnlyList<ChatMessage> Messages, ChatOptions? Options)
{
    /// <summary>The text of the first system message; empty when there is none.</summary>
    public string System => Messages.FirstOrDefault(message => message.Role == ChatRole.System)?.Text ?? "";

    /// <summary>The text of the last user message; empty when there is none.</summary>
    public string User => Messages.LastOrDefault(message => message.Role == ChatRole.User)?.Text ?? "";

    /// <summary>All of it: a line for each message, <c>role: text</c>.</summary>
    public string Prompt => string.Join('\n', Messages.Select(message => $"{message.Role}: {message.Text}"));

    /// <summary>The JSON Schema the answer should have; null when none was asked for.</summary>
    public JsonElement? Schema => (Options?.ResponseFormat as ChatResponseFormatJson)?.Schema;

    /// <summary>The service and the prompt, shortened: for messages of failed tests.</summary>
    public override string ToString() => $"{ServiceId} was asked\n    {Short(Prompt).ReplaceLineEndings("\n    ")}";

    private static string Short(string text) => text.Length <= Longest ? text : $"{text[..Longest]}… ({text.Length:N0} characters)";

    private const int Longest = 2_000;
}
