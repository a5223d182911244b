using System.Buffers;

namespace KernelHost.Forwarding;

/// <summary>A growing buffer of rented memory. What was read from it is gone once it is disposed. Not thread-safe.</summary>
public sealed class PooledBytes(int capacity = 4096) : IBufferWriter<byte>, IDisposable
{
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(capacity);

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Memory => _bytes.AsMemory(0, Length);

    public ReadOnlySpan<byte> Span => _bytes.AsSpan(0, Length);

    public void Advance(int count) => Length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsMemory(Length);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsSpan(Length);
    }

    public void Clear() => Length = 0;

    /// <summary>Takes bytes away from the beginning.</summary>
    public void Remove(int count)
    {
        if (count == 0)
            return;
        Length -= count;
        Buffer.BlockCopy(_bytes, count, _bytes, 0, Length);
    }

    public void Dispose()
    {
        var bytes = _bytes;
        (_bytes, Length) = ([], 0);
        if (bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(bytes);
    }

    /// <summary>Gives the memory to the collector and not back to the pool: someone may still be reading it.</summary>
    internal void Abandon() => (_bytes, Length) = ([], 0);

    private void Reserve(int sizeHint)
    {
        var free = _bytes.Length - Length;
        if (free > 0 && free >= sizeHint)
            return;

        var larger = ArrayPool<byte>.Shared.Rent(checked(Length + Math.Max(Math.Max(sizeHint, Length), 1024)));
        Buffer.BlockCopy(_bytes, 0, larger, 0, Length);
        if (_bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
