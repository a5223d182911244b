using System.Text;
using KernelHost.Server.Errors;
using KernelHost.Server.Wire;
using Microsoft.Net.Http.Headers;

namespace KernelHost.Server.Uploads;

/// <summary>
/// Finds the parts of a multipart body (RFC 7578) while it arrives, cut anywhere, without changing a byte of it. What it holds on to is bounded: a part's headers,
/// or the few bytes that may become a delimiter.
/// </summary>
/// <param name="wanted">Whose content is kept as text: short fields only.</param>
internal sealed class MultipartScanner(string boundary, Func<string, bool> wanted)
{
    private const int MostParts = 100;
    private const int LongestHeaders = 16 * 1024;
    private const int LongestText = 1024;

    // The first delimiter may stand at the very beginning: the body is read as if a line end came before it.
    private static readonly byte[] LineEnd = "\r\n"u8.ToArray();

    private readonly byte[] _delimiter = Encoding.ASCII.GetBytes($"\r\n--{boundary}");
    private readonly List<MultipartPart> _parts = [];
    private readonly List<byte> _text = [];
    private byte[] _held = [.. LineEnd];
    private int _heldCount = LineEnd.Length;
    private long _at = -LineEnd.Length;
    private Place _place = Place.Preamble;
    private string _name = "";
    private long _contentStart;

    private enum Place
    {
        Preamble,
        Delimiter,
        Headers,
        Content,
        Epilogue,
    }

    public IReadOnlyList<MultipartPart> Parts => _parts;

    /// <summary>Where the last delimiter begins, its line end included: what is put there is one more part.</summary>
    public long End { get; private set; }

    /// <exception cref="ApiErrorException">It is no form.</exception>
    public void Feed(ReadOnlySpan<byte> bytes)
    {
        if (_place == Place.Epilogue)
        {
            return;
        }

        Hold(bytes);
        var rest = _held.AsSpan(0, _heldCount);
        while (_place != Place.Epilogue && Step(rest) is var used and > 0)
        {
            rest = rest[used..];
            _at += used;
        }

        rest.CopyTo(_held);
        _heldCount = rest.Length;
    }

    /// <exception cref="ApiErrorException">The body ended before the form did.</exception>
    public void Complete()
    {
        if (_place == Place.Preamble)
        {
            throw Malformed("the boundary that its Content-Type names is not in it");
        }

        if (_place != Place.Epilogue)
        {
            throw Malformed("it ends before its last boundary", _place == Place.Content ? _name : null);
        }
    }

    private void Hold(ReadOnlySpan<byte> bytes)
    {
        if (_held.Length < _heldCount + bytes.Length)
        {
            Array.Resize(ref _held, Math.Max(_held.Length * 2, _heldCount + bytes.Length));
        }

        bytes.CopyTo(_held.AsSpan(_heldCount));
        _heldCount += bytes.Length;
    }

    /// <returns>How many bytes are done with; 0 = more are needed.</returns>
    private int Step(ReadOnlySpan<byte> bytes) => _place switch
    {
        Place.Delimiter => AfterDelimiter(bytes),
        Place.Headers => Headers(bytes),
        _ => Content(bytes),
    };

    private int Content(ReadOnlySpan<byte> bytes)
    {
        var found = bytes.IndexOf(_delimiter);
        var done = found >= 0 ? found : Math.Max(0, bytes.Length - (_delimiter.Length - 1));
        if (_place == Place.Content)
        {
            Take(bytes[..done]);
        }

        if (found < 0)
        {
            return done;
        }

        End = Math.Max(0, _at + found);
        if (_place == Place.Content)
        {
            AddPart();
        }

        _place = Place.Delimiter;
        return found + _delimiter.Length;
    }

    private int AfterDelimiter(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith("--"u8))
        {
            _place = Place.Epilogue;
            return 2;
        }

        var padding = bytes.IndexOfAnyExcept((byte)' ', (byte)'\t');
        if (padding < 0 || (padding == bytes.Length - 1 && bytes[padding] is (byte)'\r' or (byte)'-'))
        {
            return bytes.Length > LongestHeaders ? throw Malformed("a line of it is too long") : 0;
        }

        if (!bytes[padding..].StartsWith(LineEnd))
        {
            throw Malformed("a boundary in it is followed by something other than a line end");
        }

        // The line end stays: headers end at an empty line, and there may be none before it.
        _place = Place.Headers;
        return padding > 0 ? padding : Headers(bytes);
    }

    private int Headers(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf("\r\n\r\n"u8);
        if (end < 0)
        {
            return bytes.Length > LongestHeaders ? throw Malformed("the headers of a part are too long") : 0;
        }

        _name = NameIn(Encoding.UTF8.GetString(bytes[..end])) ?? throw Malformed("a part has no header Content-Disposition with a name");
        _contentStart = _at + end + (2 * LineEnd.Length);
        _text.Clear();
        _place = Place.Content;
        return end + (2 * LineEnd.Length);
    }

    private void Take(ReadOnlySpan<byte> content)
    {
        if (!wanted(_name))
        {
            return;
        }

        if (_text.Count + content.Length > LongestText)
        {
            throw BadRequest.Create(BadRequest.WrongValue, $"'{_name}' is longer than {LongestText} bytes.", _name);
        }

        _text.AddRange(content);
    }

    private void AddPart()
    {
        if (_parts.Count == MostParts)
        {
            throw Malformed($"it has more than {MostParts} parts");
        }

        _parts.Add(new(_name, _contentStart, End, wanted(_name) ? Encoding.UTF8.GetString([.. _text]) : null));
    }

    private static string? NameIn(string headers)
    {
        const string Disposition = "Content-Disposition:";
        var line = headers.Split("\r\n").FirstOrDefault(header => header.StartsWith(Disposition, StringComparison.OrdinalIgnoreCase));
        return line is not null && ContentDispositionHeaderValue.TryParse(line[Disposition.Length..].Trim(), out var value)
            && HeaderUtilities.UnescapeAsQuotedString(value.Name).ToString() is { Length: > 0 } name ? name : null;
    }

    private static ApiErrorException Malformed(string why, string? param = null) =>
        BadRequest.Create("malformed_multipart", $"The body is not a valid multipart/form-data form: {why}.", param is null ? null : Excerpt.Of(param));
}
