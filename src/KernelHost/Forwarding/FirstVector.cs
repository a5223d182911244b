using System.Buffers.Text;
using System.Text.Json;

namespace KernelHost.Forwarding;

/// <summary>What the first vector of an answer tells of all of them, read without reading the rest.</summary>
internal readonly record struct FirstVector(bool IsBase64, int Length)
{
    /// <summary>Null when there is none.</summary>
    /// <param name="data">The member <c>data</c> as it is written.</param>
    public static FirstVector? Read(ReadOnlySpan<byte> data)
    {
        var reader = new Utf8JsonReader(data);
        if (!reader.Read() || !reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            return null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isVector = reader.ValueTextEquals("embedding"u8);
            reader.Read();
            if (isVector)
                return Of(ref reader);
            reader.Skip();
        }

        return null;
    }

    private static FirstVector? Of(ref Utf8JsonReader reader)
    {
        if (reader.TokenType == JsonTokenType.String)
            return Base64.IsValid(reader.ValueSpan, out var bytes) && bytes > 0 && bytes % sizeof(float) == 0 ? new(true, bytes / sizeof(float)) : null;
        if (reader.TokenType != JsonTokenType.StartArray)
            return null;
        var count = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.Number)
            count++;
        return reader.TokenType == JsonTokenType.EndArray && count > 0 ? new(false, count) : null;
    }
}
