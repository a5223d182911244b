using System.Text.Json;
using KernelHost;
using Microsoft.SemanticKernel;

namespace Rag;

/// <summary>Another plugin's help, where the organisation has it: a follow-up question made to stand on its own.</summary>
internal static class Rewriting
{
    /// <summary>The question itself when there is nothing before it, or nobody who could rewrite it.</summary>
    public static async Task<string> OfAsync(Kernel kernel, string question, object? history, CancellationToken cancellationToken)
    {
        if (IsNothing(history) || !kernel.Plugins.TryGetFunction("QueryRewriting", "rewrite_query", out var rewrite))
            return question;

        try
        {
            var result = await kernel.InvokeAsync(rewrite, new() { ["query"] = question, ["history"] = history }, cancellationToken);

            // The type is the other plugin's own; its JSON is what it promises to everybody.
            var rewritten = JsonSerializer.SerializeToElement(result.GetValue<object>());
            return rewritten.TryGetProperty("query", out var query) && query.GetString() is { Length: > 0 } text ? text : question;
        }
        catch (Exception failure) when (failure is PluginArgumentException or PluginException or ModelCallException or KernelException)
        {
            return question;
        }
    }

    private static bool IsNothing(object? history) => history switch
    {
        null or "" or JsonElement { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined } => true,
        JsonElement { ValueKind: JsonValueKind.Array } turns => turns.GetArrayLength() == 0,
        _ => false,
    };
}
