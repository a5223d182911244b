using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Microsoft.SemanticKernel;

internal static class ChatOptionsExtensions
{
    /// <summary>Settings that mean the same as a chat client's options.</summary>
    [return: NotNullIfNotNull(nameof(options))]
    public static PromptExecutionSettings? ToPromptExecutionSettings(this ChatOptions? options)
    {
        if (options is null)
            return null;

        var data = new Dictionary<string, object>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in Parameters(options).Concat(options.AdditionalProperties ?? []))
        {
            if (value is not null)
                data[name] = value;
        }

        return new() { ModelId = options.ModelId, ExtensionData = data, FunctionChoiceBehavior = Behavior(options) };
    }

    private static Dictionary<string, object?> Parameters(ChatOptions options) => new()
    {
        ["temperature"] = options.Temperature,
        ["top_p"] = options.TopP,
        ["top_k"] = options.TopK,
        ["seed"] = options.Seed,
        ["max_tokens"] = options.MaxOutputTokens,
        ["frequency_penalty"] = options.FrequencyPenalty,
        ["presence_penalty"] = options.PresencePenalty,
        ["stop_sequences"] = options.StopSequences,
        ["response_format"] = options.ResponseFormat switch
        {
            ChatResponseFormatText => "text",
            ChatResponseFormatJson { Schema: JsonElement schema } => schema,
            ChatResponseFormatJson => "json_object",
            _ => null,
        },
    };

    private static FunctionChoiceBehavior? Behavior(ChatOptions options)
    {
        if (options.Tools is not { Count: > 0 } tools)
            return null;

        // Whoever uses the service as a client runs the calls.
        var functions = tools.OfType<AIFunction>().Select(f => new AIFunctionKernelFunction(f)).ToList();
        return options.ToolMode switch
        {
            null or AutoChatToolMode => FunctionChoiceBehavior.Auto(functions, autoInvoke: false),
            RequiredChatToolMode { RequiredFunctionName: { } name } => FunctionChoiceBehavior.Required(functions.Where(f => f.Name == name), autoInvoke: false),
            RequiredChatToolMode => FunctionChoiceBehavior.Required(functions, autoInvoke: false),
            _ => null,
        };
    }
}
