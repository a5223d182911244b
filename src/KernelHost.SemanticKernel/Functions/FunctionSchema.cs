using System.Text.Json;
using System.Text.Json.Nodes;

namespace Microsoft.SemanticKernel;

internal static class FunctionSchema
{
    public static JsonElement Of(IReadOnlyList<KernelParameterMetadata> parameters)
    {
        var properties = new JsonObject();
        foreach (var parameter in parameters)
            properties[parameter.Name] = parameter.Schema is { } schema ? JsonNode.Parse(schema.RootElement.GetRawText()) : new JsonObject();

        var root = new JsonObject { ["type"] = "object", ["properties"] = properties };
        string[] required = [.. parameters.Where(p => p.IsRequired).Select(p => p.Name)];
        if (required.Length > 0)
            root["required"] = new JsonArray([.. required.Select(name => JsonValue.Create(name))]);

        return JsonSerializer.SerializeToElement(root);
    }
}
