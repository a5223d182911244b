namespace KernelHost.Mcp;

/// <summary>What a server sends, cut off where it is too much: a message of it is held in memory whole. Not for concurrent use.</summary>
/// <param name="most">The bytes of a line, or of everything.</param>
/// <param name="byLine">Whether each line is a message of its own.</param>
internal sealed class BoundedStream(Stream inner, long most, bool byLine) : Stream
{
    private long _read;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await inner.ReadAsync(buffer, cancellationToken);
        Count(buffer.Span[..count]);
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count)
    {
        var read = inner.Read(buffer, offset, count);
        Count(buffer.AsSpan(offset, read));
        return read;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Count(ReadOnlySpan<byte> bytes)
    {
        var end = byLine ? bytes.LastIndexOf((byte)'\n') : -1;
        _read = end < 0 ? _read + bytes.Length : bytes.Length - end - 1;
        if (_read > most)
        {
            throw new McpUnavailableException($"It sent a message larger than the {most} bytes this host takes (setting Mcp:MaxMessageBytes).");
        }
    }
}
