using System.Buffers;
using System.Runtime.CompilerServices;

namespace KernelHost.Providers.Http;

/// <summary>The <c>data</c> of server-sent events. Comments and other fields are passed over.</summary>
internal static class EventData
{
    /// <summary>
    /// More forgiving than the standard in two ways that servers need: the last event counts without its blank line, and a bare JSON object
    /// (an error some servers write outside the framing) counts as data. An item is valid until the next one is asked for.
    /// </summary>
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(
        Stream stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pending = new ArrayBufferWriter<byte>();
        await foreach (var line in LineReader.ReadAsync(stream, cancellationToken))
        {
            if (line.Length > 0)
            {
                Append(pending, Data(line.Span));
            }
            else if (pending.WrittenCount > 0)
            {
                yield return pending.WrittenMemory;
                pending.ResetWrittenCount();
            }
        }

        if (pending.WrittenCount > 0)
            yield return pending.WrittenMemory;
    }

    private static void Append(ArrayBufferWriter<byte> pending, ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty)
            return;
        if (pending.WrittenCount > 0)
            pending.Write("\n"u8);
        if (pending.WrittenCount + data.Length > LineReader.MaxLine)
            throw new InvalidDataException("An event of the stream is too long.");
        pending.Write(data);
    }

    private static ReadOnlySpan<byte> Data(ReadOnlySpan<byte> line)
    {
        if (line.StartsWith("\uFEFF"u8))
            line = line[3..];
        if (line.StartsWith("data:"u8))
            return line[5..].TrimStart((byte)' ');
        return line.StartsWith("{"u8) ? line : [];
    }
}
