using System.Text.Json;
using Microsoft.SemanticKernel;

namespace KernelHost.Plugins;

/// <summary>What there is to know about a plugin's function.</summary>
/// <param name="Parameters">The JSON Schema of its arguments: an object.</param>
/// <param name="Returns">The JSON Schema of its result, or null when it returns nothing.</param>
public sealed record PluginFunction(string Name, string Description, JsonElement Parameters, JsonElement? Returns)
{
    public static PluginFunction Of(KernelFunction function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return new(function.Name, function.Description, function.JsonSchema, function.Metadata.ReturnParameter.Schema?.RootElement);
    }
}
