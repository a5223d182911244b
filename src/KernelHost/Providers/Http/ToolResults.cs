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
        JsonElement { ValueKind: JsonValueKind.String } text => text.GetString() ?? "",
        JsonElement json => json.GetRawText(),
        { } value => WireJson.ToText(value),
    };
}
