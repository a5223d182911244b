using KernelHost.Providers.Embedded.Rewriting;

namespace KernelHost.Providers.Embedded.Prompts;

/// <summary>A chat request as the rules read it.</summary>
internal sealed record Prompt
{
    /// <summary>What to do: system messages, and the unlabelled start of a last message that has labelled parts.</summary>
    public required string Instructions { get; init; }

    /// <summary>The last user message, whole.</summary>
    public required string Message { get; init; }

    /// <summary>The labelled question, else what the last message says outside its other labelled parts.</summary>
    public required string Question { get; init; }

    /// <summary>What is to be worked on: the labelled text, else the question.</summary>
    public required string Text { get; init; }

    /// <summary>What the labelled options say, as written.</summary>
    public string? Options { get; init; }

    public string? Passages { get; init; }

    public required Conversation Conversation { get; init; }

    /// <summary>The result of the tool that was called last, when the request ends with it.</summary>
    public string? ToolResult { get; init; }

    /// <summary>Instructions and message without passages: where words that say what to do are looked for.</summary>
    public string Everything => PassageBlocks.Without($"{Instructions}\n{Message}");
}
