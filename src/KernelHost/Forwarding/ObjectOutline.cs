using System.Text.Json;

namespace KernelHost.Forwarding;

/// <summary>One member of an outlined object: where its name, without the quotes, and its value stand in the bytes.</summary>
internal readonly struct OutlineMember
{
    private const int EscapedBit = 1 << 27;
    private const int KindShift = 28;

    private readonly int _form;   // the name's length, whether it has escapes, and the value's kind: there are many of these

    public OutlineMember(int name, int nameLength, bool nameIsEscaped, JsonTokenType kind, int start, int end)
    {
        (Name, Start, End) = (name, start, end);
        _form = nameLength | (nameIsEscaped ? EscapedBit : 0) | ((int)kind << KindShift);
    }

    public int Name { get; }

    public int NameLength => _form & (EscapedBit - 1);

    public bool NameIsEscaped => (_form & EscapedBit) != 0;

    public JsonTokenType Kind => (JsonTokenType)((uint)_form >> KindShift);

    public int Start { get; }

    public int End { get; }

    public int Length => End - Start;
}

/// <summary>
/// Where the members of one JSON object stand in its bytes. One pass of a reader: values inside values are checked and passed over, nothing is copied
/// or built. May be used for one object after the other; not thread-safe.
/// </summary>
internal sealed class ObjectOutline
{
    public const int DeepestNesting = 64;

    private const int FewMembers = 32;
    private const int FirstMembers = 8;

    private OutlineMember[] _members = new OutlineMember[FirstMembers];
    private ReadOnlyMemory<byte> _json;

    public ReadOnlyMemory<byte> Json => _json;

    public ReadOnlySpan<OutlineMember> Members => _members.AsSpan(0, Count);

    public int Count { get; private set; }

    /// <summary>Behind the opening brace.</summary>
    public int Open { get; private set; }

    /// <summary>Behind the last member, or the opening brace.</summary>
    public int Tail => Count > 0 ? _members[Count - 1].End : Open;

    /// <exception cref="JsonException">It is not one JSON object, or nested too deep.</exception>
    public void Read(ReadOnlyMemory<byte> json)
    {
        (_json, Count) = (json, 0);
        var reader = new Utf8JsonReader(json.Span, new() { MaxDepth = DeepestNesting });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("It is not a JSON object.");

        Open = (int)reader.BytesConsumed;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            Add(ref reader);
        reader.Read();   // nothing but blanks may follow; anything else throws
    }

    /// <summary>Lets go of the bytes, and of the room that only a large object needs.</summary>
    public void Clear()
    {
        (_json, Count, Open) = (default, 0, 0);
        if (_members.Length > FewMembers)
            _members = new OutlineMember[FirstMembers];
    }

    /// <exception cref="JsonException">A member is there twice: its reader and the next one might each believe another.</exception>
    public void RequireUniqueNames()
    {
        if (Count <= FewMembers)
        {
            for (var i = 1; i < Count; i++)
            {
                if (IndexOf(i) >= 0)
                    throw Twice(_members[i]);
            }

            return;
        }

        var names = new HashSet<string>(Count, StringComparer.Ordinal);
        foreach (var member in Members)
        {
            if (!names.Add(NameOf(member)))
                throw Twice(member);
        }
    }

    /// <summary>The index of the member of that name, or -1.</summary>
    public int Find(ReadOnlySpan<byte> name)
    {
        for (var i = 0; i < Count; i++)
        {
            if (Is(_members[i], name))
                return i;
        }

        return -1;
    }

    /// <summary>The value as it is written; empty when there is none.</summary>
    public ReadOnlyMemory<byte> Value(ReadOnlySpan<byte> name) => Find(name) is >= 0 and var index ? Value(_members[index]) : default;

    public ReadOnlyMemory<byte> Value(OutlineMember member) => _json[member.Start..member.End];

    /// <summary><see cref="JsonTokenType.None"/> when there is no such member.</summary>
    public JsonTokenType Kind(ReadOnlySpan<byte> name) => Find(name) is >= 0 and var index ? _members[index].Kind : JsonTokenType.None;

    /// <summary>The text of a string; null when there is none, or something else.</summary>
    public string? Text(ReadOnlySpan<byte> name)
    {
        if (Find(name) is not (>= 0 and var index) || _members[index].Kind != JsonTokenType.String)
            return null;
        var reader = new Utf8JsonReader(Value(_members[index]).Span);
        reader.Read();
        return reader.GetString();
    }

    /// <summary>Whether there is a string of that name and text.</summary>
    public bool IsText(ReadOnlySpan<byte> name, ReadOnlySpan<byte> text)
    {
        if (Find(name) is not (>= 0 and var index) || _members[index].Kind != JsonTokenType.String)
            return false;
        var reader = new Utf8JsonReader(Value(_members[index]).Span);
        return reader.Read() && reader.ValueTextEquals(text);
    }

    public string NameOf(OutlineMember member)
    {
        var reader = new Utf8JsonReader(_json.Span[(member.Name - 1)..(member.Name + member.NameLength + 1)]);
        reader.Read();
        return reader.GetString() ?? "";
    }

    private void Add(ref Utf8JsonReader reader)
    {
        var (name, length, escaped) = ((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length, reader.ValueIsEscaped);
        reader.Read();
        var (kind, start) = (reader.TokenType, (int)reader.TokenStartIndex);
        reader.Skip();
        if (Count == _members.Length)
            Array.Resize(ref _members, Count * 2);
        _members[Count++] = new(name, length, escaped, kind, start, (int)reader.BytesConsumed);
    }

    private bool Is(OutlineMember member, ReadOnlySpan<byte> name) => member.NameIsEscaped
        ? new Utf8JsonReader(_json.Span[(member.Name - 1)..(member.Name + member.NameLength + 1)]) is var reader && reader.Read() && reader.ValueTextEquals(name)
        : _json.Span.Slice(member.Name, member.NameLength).SequenceEqual(name);

    // An earlier member of the same name as this one.
    private int IndexOf(int later)
    {
        var member = _members[later];
        var escaped = member.NameIsEscaped ? System.Text.Encoding.UTF8.GetBytes(NameOf(member)) : null;
        var name = escaped ?? _json.Span.Slice(member.Name, member.NameLength);
        for (var i = 0; i < later; i++)
        {
            if (Is(_members[i], name))
                return i;
        }

        return -1;
    }

    private static JsonException Twice(OutlineMember member) => new($"Duplicate member at byte {member.Name - 1}: each may be there once");
}
