using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Microsoft.SemanticKernel;

/// <summary>Settings as options of chat clients.</summary>
public static class PromptExecutionSettingsExtensions
{
    /// <summary>Options that mean the same; with a kernel they also carry it to where functions are called.</summary>
    [return: NotNullIfNotNull(nameof(settings))]
    public static ChatOptions? ToChatOptions(this PromptExecutionSettings? settings, Kernel? kernel)
    {
        if (settings is null)
            return null;

        var plain = Plain(settings);
        var options = new ChatOptions { ModelId = plain.ModelId };
        foreach (var (name, value) in plain.ExtensionData ?? new Dictionary<string, object>())
            ModelParameters.Apply(options, name, value);

        AddFunctions(options, plain.FunctionChoiceBehavior, kernel);
        settings.Prepare(options);
        return kernel is null ? options : new KernelChatOptions(kernel, options, plain);
    }

    /// <summary>Derived settings have properties of their own; as JSON they become extension data.</summary>
    private static PromptExecutionSettings Plain(PromptExecutionSettings settings)
    {
        if (settings.GetType() == typeof(PromptExecutionSettings))
            return settings;

        var json = JsonSerializer.SerializeToElement(settings, settings.GetType());
        var plain = json.Deserialize<PromptExecutionSettings>() ?? new();
        plain.FunctionChoiceBehavior = settings.FunctionChoiceBehavior;
        return plain;
    }

    private static void AddFunctions(ChatOptions options, FunctionChoiceBehavior? behavior, Kernel? kernel)
    {
        if (behavior?.GetConfiguration(new([]) { Kernel = kernel }).Functions is not { Count: > 0 } functions)
            return;

        options.Tools = [.. functions.Select(function => function.WithKernel(kernel))];
        options.AllowMultipleToolCalls = behavior is NoneFunctionChoiceBehavior ? null : behavior.CallOptions?.AllowParallelCalls;
        options.ToolMode = behavior switch
        {
            RequiredFunctionChoiceBehavior => ChatToolMode.RequireAny,
            NoneFunctionChoiceBehavior => ChatToolMode.None,
            _ => ChatToolMode.Auto,
        };
    }
}
