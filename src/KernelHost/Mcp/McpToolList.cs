using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace KernelHost.Mcp;

/// <summary>The tools of a server that can be functions, and why the others cannot. Immutable.</summary>
internal sealed record McpToolList(ImmutableArray<Tool> Tools, ImmutableArray<string> LeftOut)
{
    private const int MostPages = 100;

    public static McpToolList Empty { get; } = new([], []);

    /// <summary>Asks for all pages, up to <paramref name="most"/> tools.</summary>
    public static async Task<McpToolList> ReadAsync(McpClient client, int most, CancellationToken cancellationToken)
    {
        if (client.ServerCapabilities.Tools is null)
        {
            return Empty;
        }

        var found = new List<JsonElement>();
        string? cursor = null;
        for (var page = 0; page < MostPages && found.Count <= most; page++)
        {
            // As JSON: one tool that is none must not cost the others.
            var listed = await client.SendRequestAsync<ListToolsRequestParams, JsonElement>(RequestMethods.ToolsList, new() { Cursor = cursor }, cancellationToken: cancellationToken);
            found.AddRange(listed.TryGetProperty("tools", out var tools) && tools.ValueKind == JsonValueKind.Array ? tools.EnumerateArray() : []);
            cursor = listed.TryGetProperty("nextCursor", out var next) && next.ValueKind == JsonValueKind.String ? next.GetString() : null;
            if (cursor is null)
            {
                break;
            }
        }

        return Of(found, most);
    }

    public static McpToolList Of(IEnumerable<JsonElement> found, int most)
    {
        var tools = ImmutableArray.CreateBuilder<Tool>();
        var leftOut = ImmutableArray.CreateBuilder<string>();
        var names = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var json in found)
        {
            if (!TryRead(json, out var tool, out var name))
            {
                leftOut.Add($"The tool \"{name}\" is not described as the protocol has it; its input schema, say, is not an object's.");
            }
            else if (WhyNot(tool, names) is { } reason)
            {
                leftOut.Add(reason);
            }
            else if (tools.Count == most)
            {
                leftOut.Add($"It has more than {most} tools: \"{tool.Name}\" and those after it are left out (setting Mcp:MostTools).");
                break;
            }
            else
            {
                names.Add(McpNames.Function(tool.Name), tool.Name);
                tools.Add(tool);
            }
        }

        return new(tools.ToImmutable(), leftOut.ToImmutable());
    }

    /// <summary>Whether functions made of the one list are as good as those made of the other.</summary>
    public bool IsSameAs(McpToolList other) => LeftOut.SequenceEqual(other.LeftOut) && Tools.Length == other.Tools.Length && Tools.Zip(other.Tools).All(pair =>
        pair.First.Name == pair.Second.Name && pair.First.Description == pair.Second.Description
        && JsonElement.DeepEquals(pair.First.InputSchema, pair.Second.InputSchema)
        && (pair.First.OutputSchema, pair.Second.OutputSchema) is var (first, second) && (first is { } one && second is { } two ? JsonElement.DeepEquals(one, two) : first is null && second is null));

    private static bool TryRead(JsonElement json, [NotNullWhen(true)] out Tool? tool, out string name)
    {
        name = json.ValueKind == JsonValueKind.Object && json.TryGetProperty("name", out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() ?? "" : "?";
        tool = null;
        try
        {
            tool = (Tool?)json.Deserialize(McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(Tool)));
        }
        catch (Exception wrong) when (wrong is JsonException or ArgumentException)
        {
            return false;
        }

        return tool is not null;
    }

    private static string? WhyNot(Tool tool, Dictionary<string, string> names) =>
        names.TryGetValue(McpNames.Function(tool.Name), out var taken) ? $"The tool \"{tool.Name}\" would have the same name here as \"{taken}\"."
        : !IsObject(tool.InputSchema) ? $"The input schema of the tool \"{tool.Name}\" does not describe an object."
        : null;

    // What the kernel reads of it to name the parameters.
    private static bool IsObject(JsonElement schema) => schema.ValueKind == JsonValueKind.Object
        && (!schema.TryGetProperty("type", out var type) || type is { ValueKind: JsonValueKind.String } && type.GetString() == "object")
        && (!schema.TryGetProperty("properties", out var properties) || properties.ValueKind == JsonValueKind.Object && properties.EnumerateObject().All(IsSchema))
        && (!schema.TryGetProperty("required", out var required) || required.ValueKind == JsonValueKind.Array && required.EnumerateArray().All(name => name.ValueKind == JsonValueKind.String));

    private static bool IsSchema(JsonProperty property) => property.Value.ValueKind == JsonValueKind.Object
        && (!property.Value.TryGetProperty("description", out var text) || text.ValueKind == JsonValueKind.String);
}
