using System.Buffers;
using System.Text.Json;

namespace KernelHost.Benchmarks.Speed.Proxy;

/// <summary>A request body with another <c>model</c>, all other bytes as they were.</summary>
internal static class ModelSplice
{
    /// <returns>A rented array and how much of it is the body.</returns>
    public static (byte[] Rented, int Length) Replace(ReadOnlySequence<byte> body, ReadOnlySpan<byte> model)
    {
        var (start, end) = ModelValue(body);
        var rented = ArrayPool<byte>.Shared.Rent((int)body.Length + model.Length);
        body.Slice(0, start).CopyTo(rented);
        model.CopyTo(rented.AsSpan((int)start));
        body.Slice(end).CopyTo(rented.AsSpan((int)start + model.Length));
        return (rented, (int)(body.Length - (end - start)) + model.Length);
    }

    private static (long Start, long End) ModelValue(ReadOnlySequence<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        (long, long)? found = null;
        while (reader.Read())
        {
            if (reader.CurrentDepth == 1 && reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals("model"u8))
            {
                reader.Read();
                found = (reader.TokenStartIndex, reader.BytesConsumed);
            }
        }

        return found ?? throw new JsonException("There is no model.");
    }
}
