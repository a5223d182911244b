using System.Buffers;

namespace KernelHost.Forwarding;

/// <summary>
/// Server-sent events out of bytes that were cut anywhere on the wire. More forgiving than the standard in two ways that servers need: the last event counts
/// without its blank line, and a bare JSON object (an error some servers write outside the framing) counts as data.
/// </summary>
internal sealed class EventBuffer : IDisposable
{
    /// <summary>Longer events are a broken stream: a server cannot make the host hold an endless one.</summary>
    public const int LongestEvent = 16 * 1024 * 1024;

    private static readonly SearchValues<byte> LineEnds = SearchValues.Create("\r\n"u8);

    private readonly PooledBytes _bytes = new();
    private ArrayBufferWriter<byte>? _joined;
    private int _start;    // of the event being looked for
    private int _line;     // the line up to which it was looked through
    private int _scanned;  // the byte up to which that line was

    /// <summary>No more bytes will come: what is left is an event.</summary>
    public bool Ended { get; set; }

    /// <summary>Where the next bytes go; <see cref="Received"/> says how many came.</summary>
    /// <exception cref="InvalidDataException">The event is too long.</exception>
    public Memory<byte> Free()
    {
        if (_start > 0)
        {
            _bytes.Remove(_start);
            (_line, _scanned, _start) = (_line - _start, _scanned - _start, 0);
        }

        return _bytes.Length < LongestEvent ? _bytes.GetMemory(1024) : throw new InvalidDataException("An event of the stream is too long.");
    }

    public void Received(int count) => _bytes.Advance(count);

    /// <summary>The next whole event; its memory is valid until <see cref="Free"/> is called or another event is taken.</summary>
    public bool TryTake(out StreamEvent taken)
    {
        while (EndOfLine() is var (content, next))
        {
            var line = _line;
            _line = _scanned = next;
            if (content > line)
                continue;
            taken = Event(line, next);
            _start = next;
            return true;
        }

        taken = default;
        if (!Ended || _start == _bytes.Length)
            return false;
        taken = Event(_bytes.Length, _bytes.Length);
        _start = _line = _scanned = _bytes.Length;
        return true;
    }

    public void Dispose() => _bytes.Dispose();

    // Where the line's content ends and where the next line begins; null when its end has not come.
    private (int Content, int Next)? EndOfLine()
    {
        var bytes = _bytes.Span;
        var found = bytes[_scanned..].IndexOfAny(LineEnds);
        var end = found < 0 ? bytes.Length : _scanned + found;
        _scanned = end;
        if (found < 0)
            return null;
        if (bytes[end] == (byte)'\n')
            return (end, end + 1);
        if (end + 1 < bytes.Length)
            return (end, bytes[end + 1] == (byte)'\n' ? end + 2 : end + 1);
        return Ended ? (end, end + 1) : null;   // a line feed may follow
    }

    private StreamEvent Event(int contentEnd, int end)
    {
        var (data, lines) = (default(Range), 0);
        for (var at = _start; at < contentEnd;)
        {
            var length = _bytes.Span[at..contentEnd].IndexOfAny(LineEnds);
            var lineEnd = length < 0 ? contentEnd : at + length;
            if (DataOf(at, lineEnd) is { } found)
            {
                if (++lines > 1)
                    Join(lines == 2 ? data : default, found);
                data = found;
            }

            at = lineEnd + 1;
        }

        var raw = _bytes.Memory[_start..end];
        return lines > 1 ? new(raw, _joined?.WrittenMemory ?? default, StreamEvent.InPieces) : new(raw, _bytes.Memory[data], lines == 0 ? StreamEvent.WithoutData : data.Start.Value - _start);
    }

    private Range? DataOf(int start, int end)
    {
        var line = _bytes.Span[start..end];
        if (line.StartsWith("\uFEFF"u8))
            return DataOf(start + "\uFEFF"u8.Length, end);
        if (line.StartsWith("data:"u8))
            return line is [_, _, _, _, _, (byte)' ', ..] ? (start + 6)..end : (start + 5)..end;
        return line.StartsWith("{"u8) ? start..end : null;
    }

    private void Join(Range first, Range next)
    {
        _joined ??= new();
        if (!first.Equals(default))
        {
            _joined.ResetWrittenCount();
            _joined.Write(_bytes.Span[first]);
        }

        _joined.Write(" "u8);   // as good as a line feed in JSON, and it fits in one line
        _joined.Write(_bytes.Span[next]);
    }
}

/// <summary>One event of a stream.</summary>
/// <param name="Raw">As it came, its blank line included; that may be missing at the end of a stream.</param>
/// <param name="Data">Its data, lines joined.</param>
/// <param name="DataStart">Where the data stands in <paramref name="Raw"/>, or one of the constants.</param>
internal readonly record struct StreamEvent(ReadOnlyMemory<byte> Raw, ReadOnlyMemory<byte> Data, int DataStart)
{
    public const int WithoutData = -1;
    public const int InPieces = -2;

    public bool HasData => DataStart != WithoutData;
}
