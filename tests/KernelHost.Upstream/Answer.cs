using System.Text.Json;

namespace KernelHost.Upstream;

/// <summary>What the assistant says, before a wire gives it its form. A string is an answer.</summary>
public sealed record Answer
{
    public string? Text { get; init; }

    /// <summary>Ollama's <c>thinking</c>, Anthropic's thinking block, <c>reasoning_content</c> on the OpenAI wire.</summary>
    public string? Thinking { get; init; }

    /// <summary>Thinking the provider keeps to itself: Anthropic's redacted_thinking. The other wires have none.</summary>
    public string? SealedThinking { get; init; }

    /// <summary>The stop sequence that ended it; only Anthropic says.</summary>
    public string? StopSequence { get; init; }

    public IReadOnlyList<ToolCall> ToolCalls { get; init; } = [];

    /// <summary>Counted in words when absent.</summary>
    public TokenUsage? Usage { get; init; }

    /// <summary>In OpenAI's words (stop, length, tool_calls, content_filter); the other wires translate it.</summary>
    public string? FinishReason { get; init; }

    public static implicit operator Answer(string text) => new() { Text = text };

    public static Answer Call(string tool, object arguments) => Calls(new ToolCall(tool, JsonSerializer.SerializeToElement(arguments)));

    public static Answer Calls(params ToolCall[] calls) => new() { ToolCalls = calls };

    public static Answer Tokens(string text, int input, int output) => new() { Text = text, Usage = new TokenUsage(input, output) };
}

public sealed record ToolCall(string Name, JsonElement Arguments);

public sealed record TokenUsage(int Input, int Output)
{
    /// <summary>The sum, unless a fault makes it wrong.</summary>
    public int Total { get; init; } = Input + Output;

    /// <summary>Anthropic: read from the prompt cache, beside the input.</summary>
    public int CacheRead { get; init; }

    /// <summary>Anthropic: written to the prompt cache, beside the input.</summary>
    public int CacheWrite { get; init; }

    /// <summary>Anthropic: the part of the output that was thinking.</summary>
    public int Thinking { get; init; }
}
