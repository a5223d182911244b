using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace KernelHost.Providers.Http;

/// <summary>Lines of a stream as they come, whatever way the bytes were cut on the wire.</summary>
internal static class LineReader
{
    /// <summary>Longer lines are a broken stream: a server cannot make the host hold an endless one.</summary>
    public const int MaxLine = 16 * 1024 * 1024;

    /// <summary>Without their line ends. A line is valid until the next one is asked for. The last one needs no line end.</summary>
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(
        Stream stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var pipe = PipeReader.Create(stream, new(leaveOpen: true));
        var searched = 0L;   // of a line that is still coming; what has been looked at is not looked at again
        try
        {
            while (true)
            {
                var read = await pipe.ReadAsync(cancellationToken);
                var buffer = read.Buffer;
                while (buffer.Slice(searched).PositionOf((byte)'\n') is { } end)
                {
                    yield return Trim(buffer.Slice(0, end));
                    buffer = buffer.Slice(buffer.GetPosition(1, end));
                    searched = 0;
                }

                searched = buffer.Length;

                if (read.IsCompleted)
                {
                    if (!buffer.IsEmpty)
                        yield return Trim(buffer);
                    yield break;
                }

                if (buffer.Length > MaxLine)
                    throw new InvalidDataException("A line of the stream is too long.");
                pipe.AdvanceTo(buffer.Start, buffer.End);
            }
        }
        finally
        {
            await pipe.CompleteAsync();
        }
    }

    private static ReadOnlyMemory<byte> Trim(ReadOnlySequence<byte> line)
    {
        var bytes = line.IsSingleSegment ? line.First : line.ToArray();
        return bytes.Span is [.., (byte)'\r'] ? bytes[..^1] : bytes;
    }
}
