using System.Buffers;
using System.Text.Json;

namespace KernelHost.Forwarding;

/// <summary>The member <c>input</c> of an embedding request, looked over once: text, texts, tokens or lists of tokens, and where each stands. Immutable.</summary>
public sealed class EmbeddingInputs
{
    private readonly ReadOnlyMemory<byte> _json;
    private readonly List<Range> _items;

    private EmbeddingInputs(ReadOnlyMemory<byte> json, List<Range> items, bool areTokens) => (_json, _items, AreTokens) = (json, items, areTokens);

    /// <summary>How many vectors are asked for.</summary>
    public int Count => Math.Max(1, _items.Count);

    /// <summary>Only servers that know the model's own tokens can take them.</summary>
    public bool AreTokens { get; }

    /// <summary>Null when it is none of what it may be, or a part of it is empty.</summary>
    public static EmbeddingInputs? Read(ReadOnlyMemory<byte> json)
    {
        if (json.IsEmpty)
            return null;
        var reader = new Utf8JsonReader(json.Span);
        reader.Read();
        return reader.TokenType switch
        {
            JsonTokenType.String when reader.ValueSpan.Length > 0 => new(json, [], areTokens: false),
            JsonTokenType.StartArray => ReadItems(json, ref reader),
            _ => null,
        };
    }

    /// <summary>Arrays of at most so many of the inputs each, as JSON.</summary>
    internal IEnumerable<ReadOnlyMemory<byte>> Batches(int most) => _items.Count <= most ? [_json] : _items.Chunk(most).Select(Array);

    private static EmbeddingInputs? ReadItems(ReadOnlyMemory<byte> json, ref Utf8JsonReader reader)
    {
        var items = new List<Range>();
        JsonTokenType? kind = null;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var start = (int)reader.TokenStartIndex;
            kind ??= reader.TokenType;
            var good = reader.TokenType == kind && reader.TokenType switch
            {
                JsonTokenType.String => reader.ValueSpan.Length > 0,
                JsonTokenType.Number => IsToken(ref reader),
                JsonTokenType.StartArray => AreAllTokens(ref reader),
                _ => false,
            };
            if (!good)
                return null;
            items.Add(start..(int)reader.BytesConsumed);
        }

        return kind switch
        {
            null => null,
            JsonTokenType.Number => new(json, [], areTokens: true),
            _ => new(json, items, kind == JsonTokenType.StartArray),
        };
    }

    private static bool AreAllTokens(ref Utf8JsonReader reader)
    {
        var any = false;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (!IsToken(ref reader))
                return false;
            any = true;
        }

        return any;
    }

    private static bool IsToken(ref Utf8JsonReader reader) => reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var token) && token >= 0;

    private ReadOnlyMemory<byte> Array(Range[] items)
    {
        var array = new ArrayBufferWriter<byte>(_json.Length);
        foreach (var item in items)
        {
            array.Write(array.WrittenCount == 0 ? "["u8 : ","u8);
            array.Write(_json.Span[item]);
        }

        array.Write("]"u8);
        return array.WrittenMemory;
    }
}
