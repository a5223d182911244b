using System.Text.Json;
using Microsoft.Extensions.AI;

namespace KernelHost.Providers.Http;

internal static class ToolResults
{
    /// <summary>Text as it is, anything else as JSON.</summary>
    public static string ToText(FunctionResultContent result) => result.Result switch
    {
        null => "",
        string text => text,
        TextContent text => text.Text,
        IEnumerable<AIContent> contents when contents.All(content => content is TextContent) => string.Concat(contents),
        IEnumerable<AIContent> contents when contents.All(content => content is TextContent or DataContent) => string.Join('\n', contents.Select(Describe)),
        JsonElement { ValueKind: JsonValueKind.String } text => text.GetString() ?? "",
        JsonElement json => json.GetRawText(),
        { } value => WireJson.ToText(value),
    };

    // To servers that take nothing but text from a tool.
    private static string Describe(AIContent content) => content is DataContent data ? $"[{data.MediaType}, {data.Data.Length} bytes, not shown]" : content.ToString() ?? "";
}
