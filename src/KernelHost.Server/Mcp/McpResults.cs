using System.Text.Json;
using KernelHost.Mcp;
using Microsoft.SemanticKernel;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace KernelHost.Server.Mcp;

/// <summary>A function's result as a tool's.</summary>
internal static class McpResults
{
    /// <summary>An object is structured content, and its JSON text beside it; text is text; what an MCP server of the organisation said passes as it is.</summary>
    public static CallToolResult Of(JsonElement result, KernelPlugin plugin) => plugin is McpPlugin ? Passed(result) : result.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => new(),
        JsonValueKind.String => Text(result.GetString() ?? ""),
        JsonValueKind.Object => new() { Content = Text(result.GetRawText()).Content, StructuredContent = result },
        _ => Text(result.GetRawText()),
    };

    public static CallToolResult Error(string message) => new() { Content = Text(message).Content, IsError = true };

    private static CallToolResult Text(string text) => new() { Content = [new TextContentBlock { Text = text }] };

    private static CallToolResult Passed(JsonElement result) =>
        (CallToolResult?)result.Deserialize(McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(CallToolResult))) ?? new();
}
