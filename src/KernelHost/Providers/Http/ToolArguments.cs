using System.Text.Json;
using Microsoft.Extensions.AI;

namespace KernelHost.Providers.Http;

/// <summary>A tool call's arguments, between the text a model wrote and the dictionary a function takes.</summary>
internal static class ToolArguments
{
    /// <summary>Arguments that are not a JSON object become the call's exception; the text itself stays as its raw representation.</summary>
    public static FunctionCallContent ToCall(string id, string name, string arguments)
    {
        var call = FunctionCallContent.CreateFromParsedArguments(arguments, id, name, Parse);
        call.RawRepresentation = arguments;
        return call;
    }

    public static string ToJson(FunctionCallContent call) => call switch
    {
        { Arguments: { } arguments } => WireJson.ToText(arguments),
        { RawRepresentation: string text } => text,
        _ => "{}",
    };

    public static bool IsWhole(string arguments)
    {
        try
        {
            using var document = JsonDocument.Parse(arguments);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static Dictionary<string, object?> Parse(string arguments)
    {
        if (string.IsNullOrWhiteSpace(arguments))
            return [];
        using var document = JsonDocument.Parse(arguments);
        return document.RootElement.ValueKind == JsonValueKind.Object
            ? document.RootElement.EnumerateObject().ToDictionary(member => member.Name, member => (object?)member.Value.Clone())
            : throw new JsonException("The arguments of the tool call are not a JSON object.");
    }
}
