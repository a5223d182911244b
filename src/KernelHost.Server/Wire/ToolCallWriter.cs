using System.Text.Json;
using Microsoft.Extensions.AI;

namespace KernelHost.Server.Wire;

internal static class ToolCallWriter
{
    /// <param name="index">Its place in the answer; streams have it, whole messages do not.</param>
    public static void WriteToolCall(this Utf8JsonWriter writer, FunctionCallContent call, int? index = null)
    {
        writer.WriteStartObject();
        writer.WriteOptional("index", index);
        writer.WriteString("id", call.CallId);
        writer.WriteString("type", "function");
        writer.WriteStartObject("function");
        writer.WriteString("name", call.Name);
        writer.WriteString("arguments", Arguments(call));
        writer.WriteEndObject();
        writer.WriteFurther(call.AdditionalProperties, name => name is not ("index" or "id" or "type" or "function"));
        writer.WriteEndObject();
    }

    /// <summary>The retired form, which has no id.</summary>
    public static void WriteFunctionCall(this Utf8JsonWriter writer, FunctionCallContent call)
    {
        writer.WriteStartObject(AnswerMembers.FunctionCall);
        writer.WriteString("name", call.Name);
        writer.WriteString("arguments", Arguments(call));
        writer.WriteEndObject();
    }

    /// <summary>The model's own text where the provider kept it: the client shall see what was written, right or wrong.</summary>
    private static string Arguments(FunctionCallContent call) => call switch
    {
        { RawRepresentation: string { Length: > 0 } text } => text,
        { Arguments: { } arguments } => JsonSerializer.Serialize(arguments, AIJsonUtilities.DefaultOptions.GetTypeInfo(typeof(IDictionary<string, object?>))),
        _ => "{}",
    };
}
