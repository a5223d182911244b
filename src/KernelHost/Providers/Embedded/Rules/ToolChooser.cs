using System.Text.Json;
using System.Text.Json.Nodes;
using KernelHost.Providers.Embedded.Prompts;
using KernelHost.Providers.Embedded.Schema;
using KernelHost.Providers.Embedded.Text;
using Microsoft.Extensions.AI;

namespace KernelHost.Providers.Embedded.Rules;

/// <summary>Calls a tool only when the request requires one, and never straight after a tool's result: that is answered from.</summary>
internal static class ToolChooser
{
    public static FunctionCallContent? Call(Prompt prompt, ChatOptions? options, Effort effort)
    {
        if (prompt.ToolResult is not null || options?.ToolMode is not RequiredChatToolMode required)
        {
            return null;
        }

        var tools = (options.Tools ?? []).OfType<AIFunctionDeclaration>().ToList();
        var tool = required.RequiredFunctionName is { } name ? tools.Find(candidate => candidate.Name == name) : Best(prompt, tools);
        return tool is null ? null : new FunctionCallContent(CallId(prompt, tool), tool.Name, Arguments(prompt, tool, effort));
    }

    private static AIFunctionDeclaration? Best(Prompt prompt, List<AIFunctionDeclaration> tools) =>
        OptionChooser.Choose(prompt.Message, [.. tools.Select(tool => new Option(tool.Name, tool.Description))]) is { } choice ? tools[choice.Index] : null;

    // What a tool can do without is left out, as long as it says what it needs: an argument that was only guessed at does more harm than its default.
    private static Dictionary<string, object?> Arguments(Prompt prompt, AIFunctionDeclaration tool, Effort effort) =>
        SchemaFiller.Fill(tool.JsonSchema, new Evidence(prompt), effort with { OptionalMembers = effort.OptionalMembers && !NamesRequired(tool.JsonSchema) }) is JsonObject filled
            ? filled.ToDictionary(member => member.Key, member => (object?)JsonSerializer.SerializeToElement(TakesText(tool.JsonSchema, member.Key) ? prompt.Text : member.Value))
            : [];

    // A tool that works on a text gets all of it, not the sentence that fits best.
    private static bool TakesText(JsonElement schema, string name) => name is "text" or "document" or "content" or "submission" or "message"
        && schema.TryGetProperty("properties", out var properties) && properties.TryGetProperty(name, out var property) && property.ValueKind == JsonValueKind.Object
        && property.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String && type.ValueEquals("string")
        && !property.TryGetProperty("maxLength", out _) && !property.TryGetProperty("enum", out _) && !property.TryGetProperty("format", out _) && !property.TryGetProperty("const", out _);

    private static bool NamesRequired(JsonElement schema) =>
        schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("required", out var required) && required.ValueKind == JsonValueKind.Array && required.GetArrayLength() > 0;

    // Made from the request, because the same request is to get the same answer.
    private static string CallId(Prompt prompt, AIFunctionDeclaration tool) => $"call_{StableHash.Of($"{tool.Name}\n{prompt.Everything}"):x16}";
}
