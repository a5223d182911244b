using System.Text.Json;

namespace KernelHost.Upstream;

/// <summary>A chat request, the same for all wires.</summary>
public sealed record Question
{
    public required string Model { get; init; }

    public required IReadOnlyList<Turn> Turns { get; init; }

    public IReadOnlyList<Tool> Tools { get; init; } = [];

    public ToolUse ToolUse { get; init; } = ToolUse.Auto;

    /// <summary>The one tool that has to be called.</summary>
    public string? ToolName { get; init; }

    public bool ParallelCalls { get; init; } = true;

    /// <summary>The answer has to be an instance of it.</summary>
    public JsonElement? Schema { get; init; }

    /// <summary>Some JSON object is asked for, whichever.</summary>
    public bool AnyJson { get; init; }

    public bool Stream { get; init; }

    public bool Think { get; init; }

    public int? MaxTokens { get; init; }

    public string LastUserText => Turns.LastOrDefault(t => t.Role == "user")?.Text ?? "";
}

/// <param name="Role">system, user, assistant or tool.</param>
/// <param name="Images">How many came with it.</param>
public sealed record Turn(string Role, string Text, int Images = 0);

public sealed record Tool(string Name, JsonElement Schema);

public enum ToolUse
{
    Auto,
    None,
    Required,
}
