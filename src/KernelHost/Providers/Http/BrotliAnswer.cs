using System.IO.Compression;

namespace KernelHost.Providers.Http;

/// <summary>
/// Brotli as it is unpacked. The framework calls bytes that are no brotli an invalid operation, as if the host had erred; here they are invalid data, as
/// they are with the other packings.
/// </summary>
internal sealed class BrotliAnswer(Stream packed) : Stream
{
    private readonly BrotliStream _plain = new(packed, CompressionMode.Decompress);

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
        try
        {
            return await _plain.ReadAsync(buffer, cancellationToken);
        }
        catch (InvalidOperationException failure) when (failure is not ObjectDisposedException)
        {
            throw new InvalidDataException("It is no brotli.", failure);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override async ValueTask DisposeAsync()
    {
        await _plain.DisposeAsync();
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            _plain.Dispose();
        base.Dispose(disposing);
    }
}
