using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using KernelHost.Routing;
using Microsoft.Extensions.AI;

namespace KernelHost.Server.Wire;

/// <summary>The answer of <c>POST /v1/embeddings</c>. Both SDKs of OpenAI ask for base64 unless told otherwise.</summary>
internal static class EmbeddingsWriter
{
    public static void Write(Utf8JsonWriter writer, GeneratedEmbeddings<Embedding<float>> embeddings, ModelCallReport report, bool asBase64, bool withModelInfo)
    {
        writer.WriteStartObject();
        writer.WriteString("object", "list");
        writer.WriteStartArray("data");
        for (var i = 0; i < embeddings.Count; i++)
            WriteEmbedding(writer, i, embeddings[i].Vector.Span, asBase64);
        writer.WriteEndArray();
        writer.WriteString("model", report.Resolved);
        WriteUsage(writer, embeddings.Usage);
        if (withModelInfo)
            writer.WriteModelInfo(report);
        writer.WriteEndObject();
    }

    private static void WriteEmbedding(Utf8JsonWriter writer, int index, ReadOnlySpan<float> vector, bool asBase64)
    {
        writer.WriteStartObject();
        writer.WriteString("object", "embedding");
        writer.WriteNumber("index", index);
        writer.WritePropertyName("embedding");
        if (asBase64)
            writer.WriteBase64StringValue(LittleEndian(vector));
        else
            WriteNumbers(writer, vector);
        writer.WriteEndObject();
    }

    private static void WriteNumbers(Utf8JsonWriter writer, ReadOnlySpan<float> vector)
    {
        writer.WriteStartArray();
        foreach (var number in vector)
            writer.WriteNumberValue(number);
        writer.WriteEndArray();
    }

    private static ReadOnlySpan<byte> LittleEndian(ReadOnlySpan<float> vector)
    {
        if (BitConverter.IsLittleEndian)
            return MemoryMarshal.AsBytes(vector);

        var swapped = new int[vector.Length];
        BinaryPrimitives.ReverseEndianness(MemoryMarshal.Cast<float, int>(vector), swapped);
        return MemoryMarshal.AsBytes<int>(swapped);
    }

    private static void WriteUsage(Utf8JsonWriter writer, UsageDetails? usage)
    {
        var tokens = usage?.InputTokenCount ?? usage?.TotalTokenCount ?? 0;
        writer.WriteStartObject("usage");
        writer.WriteNumber("prompt_tokens", tokens);
        writer.WriteNumber("total_tokens", usage?.TotalTokenCount ?? tokens);
        writer.WriteEndObject();
    }
}
