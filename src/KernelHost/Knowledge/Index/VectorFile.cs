using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace KernelHost.Knowledge.Index;

/// <summary>
/// The vectors of one generation, one row of single-precision numbers after the other, mapped into memory: the system keeps in memory what is searched and takes it back when it needs to. One
/// writer; any number of readers, who keep the mapping they began with.
/// </summary>
internal sealed class VectorFile : IDisposable
{
    private const int LeastGrowth = 64 * 1024;
    private const int MostGrowth = 16 * 1024 * 1024;

    private readonly SafeFileHandle _file;
    private volatile VectorMapping? _mapping;

    public VectorFile(string path, int dimensions)
    {
        Dimensions = dimensions;
        _file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        if (RandomAccess.GetLength(_file) / RowBytes is var rows and > 0)
        {
            _mapping = VectorMapping.Open(_file, rows, dimensions);
        }
    }

    public int Dimensions { get; }

    /// <summary>How many rows there is room for without growing.</summary>
    public long Rows => _mapping?.Rows ?? 0;

    private long RowBytes => (long)Dimensions * sizeof(float);

    /// <summary>Writes rows from a slot on; <see cref="Flush"/> brings them to the disk.</summary>
    public void Write(long slot, ReadOnlySpan<float> rows)
    {
        Reserve(slot + (rows.Length / Dimensions));
        RandomAccess.Write(_file, MemoryMarshal.AsBytes(rows), slot * RowBytes);
    }

    public void Flush() => RandomAccess.FlushToDisk(_file);

    /// <summary>What can be read now; null when nothing was ever written. To be disposed of soon.</summary>
    public VectorMapping.Lease? Rent()
    {
        while (_mapping is { } mapping)
        {
            if (mapping.TryRent() is { } lease)
            {
                return lease;   // else it has just been replaced by a longer one
            }
        }

        return null;
    }

    public void Dispose()
    {
        var mapping = _mapping;
        _mapping = null;
        mapping?.Dispose();
        _file.Dispose();
    }

    private void Reserve(long rows)
    {
        if (rows <= Rows)
        {
            return;
        }

        var room = Math.Max(rows, Rows + (Math.Clamp(Rows * RowBytes / 2, LeastGrowth, MostGrowth) / RowBytes));
        RandomAccess.SetLength(_file, room * RowBytes);
        var before = _mapping;
        _mapping = VectorMapping.Open(_file, room, Dimensions);
        before?.Dispose();
    }
}

/// <summary>A file in memory. Unmapped when it was disposed of and the last lease has ended.</summary>
internal sealed class VectorMapping : IDisposable
{
    private readonly MemoryMappedFile _mapped;
    private readonly MemoryMappedViewAccessor _view;
    private readonly Lock _counting = new();
    private readonly int _dimensions;
    private int _users = 1;

    private VectorMapping(MemoryMappedFile mapped, long rows, int dimensions)
    {
        (_mapped, Rows, _dimensions) = (mapped, rows, dimensions);
        _view = mapped.CreateViewAccessor(0, rows * dimensions * sizeof(float), MemoryMappedFileAccess.Read);
    }

    public long Rows { get; }

    public static VectorMapping Open(SafeFileHandle file, long rows, int dimensions) =>
        new(MemoryMappedFile.CreateFromFile(file, null, rows * dimensions * sizeof(float), MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: true), rows, dimensions);

    /// <summary>Null when it has been disposed of.</summary>
    public Lease? TryRent()
    {
        lock (_counting)
        {
            if (_users == 0)
            {
                return null;
            }

            _users++;
        }

        return new(this);
    }

    public void Dispose()
    {
        lock (_counting)
        {
            if (--_users > 0)
            {
                return;
            }
        }

        _view.Dispose();
        _mapped.Dispose();
    }

    /// <summary>The right to read until it is disposed of.</summary>
    internal sealed class Lease(VectorMapping mapping) : IDisposable
    {
        public long Rows => mapping.Rows;

        /// <summary>Rows one after the other.</summary>
        public unsafe ReadOnlySpan<float> Span(long slot, int rows)
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThan(slot + rows, mapping.Rows);
            byte* start = null;
            mapping._view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);   // the lease keeps the view open, so the count is given back at once
            mapping._view.SafeMemoryMappedViewHandle.ReleasePointer();
            return new(start + mapping._view.PointerOffset + (slot * mapping._dimensions * sizeof(float)), rows * mapping._dimensions);
        }

        public void Dispose() => mapping.Dispose();
    }
}
