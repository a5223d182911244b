using System.Buffers;
using System.Text.Json;

namespace KernelHost.Models.Rules;

/// <summary>The words of a request, counted and read off its bytes without keeping them.</summary>
internal static class TextReading
{
    /// <summary>Of the string the reader stands at, in Unicode characters.</summary>
    public static int CharactersAt(in Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
        {
            return CharactersIn(reader.ValueSpan);
        }

        var rented = ArrayPool<byte>.Shared.Rent(reader.ValueSpan.Length);
        try
        {
            return CharactersIn(rented.AsSpan(0, reader.CopyString(rented)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    // Every byte but those that continue a character begins one.
    private static int CharactersIn(ReadOnlySpan<byte> utf8)
    {
        var count = 0;
        foreach (var unit in utf8)
        {
            count += (unit & 0xC0) == 0x80 ? 0 : 1;
        }

        return count;
    }

    /// <summary>The text of a message's content, which has been read once already.</summary>
    public static void Read(ReadOnlySpan<byte> content, MessageText message)
    {
        var reader = new Utf8JsonReader(content);
        while (!content.IsEmpty && reader.Read())
        {
            if (reader is { TokenType: JsonTokenType.String, CurrentDepth: 0 })
            {
                Append(ref reader, message);
            }
            else if (reader is { TokenType: JsonTokenType.PropertyName, CurrentDepth: 2 } && reader.ValueTextEquals("text"u8) && reader.Read() && reader.TokenType == JsonTokenType.String)
            {
                Append(ref reader, message);
            }
        }
    }

    private static void Append(ref Utf8JsonReader reader, MessageText message)
    {
        var rented = ArrayPool<char>.Shared.Rent(reader.ValueSpan.Length);
        try
        {
            message.Append(rented.AsSpan(0, reader.CopyString(rented)));
        }
        finally
        {
            ArrayPool<char>.Shared.Return(rented);
        }
    }
}
