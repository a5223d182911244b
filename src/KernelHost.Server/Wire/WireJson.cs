using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace KernelHost.Server.Wire;

/// <summary>How answers are written: compact, and with letters as themselves, as OpenAI does; nothing here ends up inside HTML.</summary>
internal static class WireJson
{
    public static JsonWriterOptions Options { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static void WriteOptional(this Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
            writer.WriteString(name, value);
    }

    public static void WriteOptional(this Utf8JsonWriter writer, string name, long? value)
    {
        if (value is { } number)
            writer.WriteNumber(name, number);
    }

    /// <summary>Members a model server added that have no name here. Only JSON passes: what else is in there is the host's own.</summary>
    public static void WriteFurther(this Utf8JsonWriter writer, AdditionalPropertiesDictionary? properties, Func<string, bool> belongsHere)
    {
        foreach (var (name, value) in properties ?? [])
        {
            if (value is not JsonElement json || !belongsHere(name))
                continue;
            writer.WritePropertyName(name);
            json.WriteTo(writer);
        }
    }
}
