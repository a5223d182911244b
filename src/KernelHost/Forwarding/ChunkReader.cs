using System.Text.Json;

namespace KernelHost.Forwarding;

/// <summary>
/// What the chunks of one stream of chat completions (or completions) say about how far it is: whether a chunk brings anything a client could act on, and
/// which choices have their finish reason. One per stream.
/// </summary>
internal sealed class ChunkReader
{
    private const int MostTracked = 64;

    private ulong _begun;
    private ulong _finished;

    /// <summary>Every choice that began has its finish reason: nothing of the answer is missing but, perhaps, its usage.</summary>
    public bool Finished => _finished != 0 && (_begun & ~_finished) == 0;

    /// <summary>Whether anything of an answer has come.</summary>
    public bool Answered { get; private set; }

    /// <returns>Whether the chunk brings the answer forward; one with nothing but a role does not.</returns>
    /// <param name="choices">The member <c>choices</c> as it is written.</param>
    public bool Read(ReadOnlySpan<byte> choices)
    {
        var reader = new Utf8JsonReader(choices);
        var progress = false;
        reader.Read();
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.StartObject)
                progress |= ReadChoice(ref reader);
            else if (reader.TokenType == JsonTokenType.EndArray)
                break;
        }

        Answered |= progress;
        return progress;
    }

    private bool ReadChoice(ref Utf8JsonReader reader)
    {
        var (index, finished, progress) = (0, false, false);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("delta"u8) || reader.ValueTextEquals("message"u8))
                progress |= ReadDelta(ref reader);
            else if (reader.ValueTextEquals("text"u8))
                progress |= IsSomething(ref reader);
            else if (reader.ValueTextEquals("finish_reason"u8))
                finished = IsSomething(ref reader);
            else if (reader.ValueTextEquals("index"u8))
                index = reader.Read() && reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var number) ? number : 0;
            else
                reader.Skip();
        }

        var choice = 1UL << (index & (MostTracked - 1));
        _begun |= choice;
        _finished |= finished ? choice : 0;
        return progress || finished;
    }

    private static bool ReadDelta(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return false;
        }

        var progress = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isRole = reader.ValueTextEquals("role"u8);
            progress |= IsSomething(ref reader) && !isRole;
        }

        return progress;
    }

    // Neither null nor empty: some servers write "content": "" or "tool_calls": [] on every chunk.
    private static bool IsSomething(ref Utf8JsonReader reader)
    {
        reader.Read();
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return false;
            case JsonTokenType.String:
                return reader.ValueSpan.Length > 0;
            case JsonTokenType.StartArray or JsonTokenType.StartObject:
                var start = reader.BytesConsumed;
                reader.Skip();
                return reader.TokenStartIndex > start;
            default:
                return true;
        }
    }
}
