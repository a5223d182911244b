using System.Text.Json;
using Microsoft.Extensions.AI;

namespace KernelHost.Providers.Ollama;

/// <summary>An effort as Ollama's <c>think</c>. A client's own <c>think</c> goes before it.</summary>
internal static class OllamaThinking
{
    // The others think or do not: Ollama refuses a level for them.
    private const string WithLevels = "gpt-oss";

    /// <summary>True, false or a level; null when nothing is to be said.</summary>
    public static object? Of(string model, ChatOptions options) => (options.Reasoning?.Effort, Word(options)) switch
    {
        _ when options.AdditionalProperties?.ContainsKey("think") is true => null,
        (ReasoningEffort.None, _) => false,
        (null, null) => null,
        _ when !model.Contains(WithLevels, StringComparison.OrdinalIgnoreCase) => true,
        (ReasoningEffort.Low, _) or (_, "minimal") => "low",
        (ReasoningEffort.Medium, _) => "medium",
        _ => "high",
    };

    private static string? Word(ChatOptions options) => options.AdditionalProperties?.GetValueOrDefault("reasoning_effort") switch
    {
        JsonElement { ValueKind: JsonValueKind.String } word when word.ValueEquals("minimal") || word.ValueEquals("max") => word.GetString(),
        _ => null,
    };
}
