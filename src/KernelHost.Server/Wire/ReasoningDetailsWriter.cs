using System.Text.Json;

namespace KernelHost.Server.Wire;

/// <summary>The member <c>reasoning_details</c>, in OpenRouter's form. A client sends it back with the assistant's message as it is.</summary>
internal static class ReasoningDetailsWriter
{
    public static void WriteReasoningDetails(this Utf8JsonWriter writer, ReasoningDetail[] details)
    {
        if (details.Length == 0)
            return;
        writer.WriteStartArray("reasoning_details");
        foreach (var detail in details)
            Write(writer, detail);
        writer.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter writer, ReasoningDetail detail)
    {
        writer.WriteStartObject();
        writer.WriteString("type", detail.Text is null ? "reasoning.encrypted" : "reasoning.text");
        writer.WriteOptional("text", detail.Text);
        writer.WriteString(detail.Text is null ? "data" : "signature", detail.Seal);
        writer.WriteNumber("index", detail.Index);
        writer.WriteEndObject();
    }
}
