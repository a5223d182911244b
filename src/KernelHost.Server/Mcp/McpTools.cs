using System.Text.Json;
using Microsoft.SemanticKernel;
using ModelContextProtocol.Protocol;

namespace KernelHost.Server.Mcp;

/// <summary>Plugins' functions as tools: <c>Classifier_classify</c>, with the schemas they have.</summary>
internal static class McpTools
{
    public static IEnumerable<Tool> Of(KernelPlugin plugin) => plugin.Select(function => new Tool
    {
        Name = NameOf(plugin, function),
        Description = function.Description is { Length: > 0 } text ? text : null,
        InputSchema = function.JsonSchema,
        OutputSchema = OutputOf(function),
    });

    public static (KernelPlugin Plugin, KernelFunction Function)? Find(Kernel kernel, string name)
    {
        foreach (var plugin in kernel.Plugins.Where(plugin => name.StartsWith(plugin.Name + "_", StringComparison.Ordinal)))
        {
            if (plugin.TryGetFunction(name[(plugin.Name.Length + 1)..], out var function) && NameOf(plugin, function) == name)
            {
                return (plugin, function);
            }
        }

        return null;
    }

    /// <summary>Of results that are objects; the protocol knows no other structure.</summary>
    private static JsonElement? OutputOf(KernelFunction function) =>
        function.Metadata.ReturnParameter.Schema?.RootElement is { ValueKind: JsonValueKind.Object } schema
        && schema.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String && type.GetString() == "object" ? schema : null;

    private static string NameOf(KernelPlugin plugin, KernelFunction function) => $"{plugin.Name}_{function.Name}";
}
