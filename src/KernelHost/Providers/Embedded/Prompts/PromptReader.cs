using KernelHost.Providers.Embedded.Rewriting;
using Microsoft.Extensions.AI;

namespace KernelHost.Providers.Embedded.Prompts;

/// <summary>Messages to a <see cref="Prompt"/>. Bounded: of one message the first 40,000 characters are read, of a conversation the last 50 messages and all system messages among them.</summary>
internal static class PromptReader
{
    public const int MaxCharacters = 40_000;
    public const int MaxMessages = 50;

    public static Prompt Read(IEnumerable<ChatMessage> messages, string? instructions = null)
    {
        var recent = messages.TakeLast(MaxMessages).ToList();
        var system = string.Join('\n', recent.Where(IsSystem).Select(Text).Prepend(Cut(instructions ?? "")).Where(text => text.Length > 0));
        var last = recent.FindLastIndex(message => message.Role == ChatRole.User);
        var message = last < 0 ? "" : Text(recent[last]);
        var earlier = recent.Take(Math.Max(last, 0)).Where(turn => !IsSystem(turn) && turn.Role != ChatRole.Tool).Select(Text).Where(text => text.Length > 0).ToList();
        return FromSections(system, message, earlier) with { ToolResult = ToolResult(recent) };
    }

    private static Prompt FromSections(string system, string message, List<string> earlier)
    {
        var own = Section.Split(message);
        var all = Section.Split(system).Concat(own).ToList();
        var labelled = own.Exists(section => section.Kind != SectionKind.Lead);
        var lead = string.Join('\n', own.Where(section => section.Kind == SectionKind.Lead).Select(section => section.Body));
        var question = Last(all, SectionKind.Question);
        var text = Last(all, SectionKind.Text) ?? (question is null && Last(all, SectionKind.Passages) is null ? WithoutRoles(Last(own, SectionKind.History)) : null);

        // A lead before labelled parts says what to do with them, unless nothing else is left to work on.
        var subject = question ?? text ?? (labelled && lead.Length > 0 ? lead : message);
        return new()
        {
            Instructions = labelled ? $"{system}\n{lead}".Trim() : system,
            Message = message,
            Question = question ?? (text is not null && lead.Length > 0 ? lead : subject),
            Text = text ?? subject,
            Options = Last(all, SectionKind.Options),
            Passages = Joined(all, SectionKind.Passages),
            Conversation = ConversationOf(all, earlier),
        };
    }

    private static string? WithoutRoles(string? dialogue) => dialogue is null ? null : string.Join('\n', DialogueLines.Parse(dialogue));

    private static Conversation ConversationOf(List<Section> sections, List<string> earlier)
    {
        List<string> turns = Joined(sections, SectionKind.History) is { } written ? [.. DialogueLines.Parse(written)] : earlier;
        return Last(sections, SectionKind.Heading) is { } heading && heading.Length < 100 ? new(heading, turns) : Conversation.Of(turns);
    }

    private static string? ToolResult(List<ChatMessage> messages) => messages is [.., { } last]
        && last.Contents.OfType<FunctionResultContent>().ToList() is { Count: > 0 } results
            ? Cut(string.Join('\n', results.Select(result => result.Result?.ToString())))
            : null;

    private static string? Last(List<Section> sections, SectionKind kind) => sections.FindLast(section => section.Kind == kind)?.Body;

    private static string? Joined(List<Section> sections, SectionKind kind)
    {
        var bodies = sections.Where(section => section.Kind == kind).Select(section => section.Body).ToList();
        return bodies.Count == 0 ? null : string.Join("\n\n", bodies);
    }

    private static bool IsSystem(ChatMessage message) => message.Role == ChatRole.System || message.Role.Value == "developer";

    private static string Text(ChatMessage message) => Cut(message.Text).Replace("\r\n", "\n", StringComparison.Ordinal).Trim();

    private static string Cut(string text) => text.Length <= MaxCharacters ? text : text[..MaxCharacters];
}
