using System.Buffers;

namespace KernelHost.Server.Uploads;

/// <summary>
/// One upload: written once, read as often as there are candidates to send it to. An upload is received whole before a model server is called, because
/// which one it is for may stand behind the file, a failing server's stand-in needs it again, and many servers take no body of unknown length.
/// </summary>
/// <remarks>Not for concurrent use.</remarks>
internal sealed class Spool(Spools spools) : IAsyncDisposable
{
    public const int MostInMemory = 64 * 1024;

    private const int CopySize = 64 * 1024;

    private byte[]? _memory = ArrayPool<byte>.Shared.Rent(MostInMemory);
    private int _inMemory;
    private FileStream? _file;
    private long _inFile;

    public long Length => _inMemory + _inFile;

    public async ValueTask AppendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        var fits = Math.Min(bytes.Length, MostInMemory - _inMemory);
        bytes.Span[..fits].CopyTo(_memory.AsSpan(_inMemory));
        _inMemory += fits;
        if (fits == bytes.Length)
        {
            return;
        }

        var rest = bytes[fits..];
        spools.Reserve(rest.Length);
        _inFile += rest.Length;
        _file ??= spools.OpenFile();
        await RandomAccess.WriteAsync(_file.SafeFileHandle, rest, _inFile - rest.Length, cancellationToken);
    }

    public async Task CopyToAsync(Stream target, long from, long to, CancellationToken cancellationToken)
    {
        if (from < _inMemory)
        {
            await target.WriteAsync(_memory.AsMemory((int)from, (int)(Math.Min(to, _inMemory) - from)), cancellationToken);
        }

        if (to <= _inMemory || _file is null)
        {
            return;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(CopySize);
        try
        {
            for (var at = Math.Max(from, _inMemory) - _inMemory; at < to - _inMemory;)
            {
                var count = await RandomAccess.ReadAsync(_file.SafeFileHandle, buffer.AsMemory(0, (int)Math.Min(CopySize, to - _inMemory - at)), at, cancellationToken);
                if (count == 0)
                {
                    throw new EndOfStreamException("An upload's file is shorter than what was written to it.");
                }

                await target.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
                at += count;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _memory, null) is not { } memory)
        {
            return;
        }

        ArrayPool<byte>.Shared.Return(memory, clearArray: true);   // somebody's voice
        if (_file is not null)
        {
            await _file.DisposeAsync();
        }

        spools.Free(_inFile);
    }
}
