using System.Buffers;

namespace KernelHost.Forwarding;

/// <summary>
/// Changes to an outlined object, applied to its bytes: whatever is not changed keeps its spelling, its order and its blanks. May be used for one object
/// after the other; not thread-safe.
/// </summary>
internal sealed class ObjectEdit(ObjectOutline outline)
{
    private readonly List<Change> _changes = [];
    private readonly List<Addition> _additions = [];

    public bool IsEmpty => _changes.Count == 0 && _additions.Count == 0;

    public void Clear()
    {
        _changes.Clear();
        _additions.Clear();
    }

    /// <summary>Starts over with another object.</summary>
    public void Clear(ObjectOutline next)
    {
        outline = next;
        Clear();
    }

    public void Replace(int member, ReadOnlyMemory<byte> value)
    {
        var old = outline.Members[member];
        _changes.Add(new(member, old.Start, old.End, value));
    }

    public void Drop(int member) => _changes.Add(new(member, -1, -1, default));

    /// <summary>Puts bytes inside a member's value.</summary>
    /// <param name="at">Where, counted from the beginning of the whole object.</param>
    public void Insert(int member, int at, ReadOnlyMemory<byte> bytes) => _changes.Add(new(member, at, at, bytes));

    /// <summary>Adds a member at the end; it must not be there already.</summary>
    /// <param name="name">In ASCII, without quotes.</param>
    public void Append(ReadOnlyMemory<byte> name, ReadOnlyMemory<byte> value) => _additions.Add(new(name, value));

    /// <summary>Replaces the value, wherever it stands, or adds the member.</summary>
    public void Set(ReadOnlyMemory<byte> name, ReadOnlyMemory<byte> value)
    {
        if (outline.Find(name.Span) is >= 0 and var member)
            Replace(member, value);
        else
            Append(name, value);
    }

    public void WriteTo(IBufferWriter<byte> output)
    {
        if (IsEmpty)
        {
            output.Write(outline.Json.Span);
            return;
        }

        var (position, kept) = WriteMembers(output);
        foreach (var addition in _additions)
        {
            output.Write(kept ? ",\""u8 : "\""u8);
            output.Write(addition.Name.Span);
            output.Write("\":"u8);
            output.Write(addition.Value.Span);
            kept = true;
        }

        output.Write(outline.Json.Span[position..]);
    }

    // How far the object's own bytes were written, and whether any member of it was.
    private (int Position, bool Kept) WriteMembers(IBufferWriter<byte> output)
    {
        _changes.Sort(static (one, other) => one.Member != other.Member ? one.Member.CompareTo(other.Member) : one.Start.CompareTo(other.Start));
        var json = outline.Json.Span;
        var members = outline.Members;
        var (position, untouched) = (0, 0);   // what has been written so far; the next member that no change was looked for in
        var kept = false;
        foreach (var change in _changes)
        {
            kept |= change.Member > untouched;
            untouched = change.Member + 1;
            if (!change.IsDrop)
            {
                kept = true;
                output.Write(json[position..change.Start]);
                output.Write(change.Bytes.Span);
                position = change.End;
                continue;
            }

            var before = change.Member == 0 ? members[0].Name - 1 : members[change.Member - 1].End;
            if (before > position)
                output.Write(json[position..before]);
            position = !kept && untouched < members.Length ? members[untouched].Name - 1 : members[change.Member].End;   // its comma goes with it
        }

        kept |= untouched < members.Length;
        if (outline.Tail > position)
        {
            output.Write(json[position..outline.Tail]);
            position = outline.Tail;
        }

        return (position, kept);
    }

    private readonly record struct Change(int Member, int Start, int End, ReadOnlyMemory<byte> Bytes)
    {
        public bool IsDrop => Start < 0;
    }

    private readonly record struct Addition(ReadOnlyMemory<byte> Name, ReadOnlyMemory<byte> Value);
}
