using System.Text.Json;
using Microsoft.Extensions.AI;

namespace KernelHost.Server.Wire;

/// <summary>A call of a tool that the assistant made earlier. The arguments' own text is kept: a model may have written anything.</summary>
internal static class ToolCallReader
{
    private static readonly string[] Known = ["id", "type", "function", "index"];

    public static AIContent Read(WireValue call)
    {
        var type = call.Object()["type"];
        if (type.OptionalText() is not (null or "function"))
            throw type.Invalid("must be function: this host knows no other kind of tool call.");

        var function = call["function"].Object();
        var content = Call(call["id"].NonEmptyText(), function["name"].NonEmptyText(), function["arguments"].OptionalText() ?? "");
        content.AdditionalProperties = call.Json.Further(Known);
        return content;
    }

    public static FunctionCallContent Call(string id, string name, string arguments)
    {
        var content = FunctionCallContent.CreateFromParsedArguments(arguments, id, name, Parse);
        content.RawRepresentation = arguments;
        return content;
    }

    private static Dictionary<string, object?> Parse(string arguments) => string.IsNullOrWhiteSpace(arguments) ? []
        : JsonElement.Parse(arguments) is { ValueKind: JsonValueKind.Object } json ? json.EnumerateObject().ToDictionary(member => member.Name, member => (object?)member.Value)
        : throw new JsonException("The arguments of the tool call are not a JSON object.");
}
