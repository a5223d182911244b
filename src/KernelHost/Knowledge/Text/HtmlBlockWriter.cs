using System.Collections.Immutable;
using System.Text;

namespace KernelHost.Knowledge.Text;

/// <summary>Writes a page's words in blocks with an empty line between them. Lists, tables and preformatted text stay in one block: what would end one elsewhere is a line break there.</summary>
internal sealed class HtmlBlockWriter
{
    private readonly StringBuilder _text = new();
    private readonly ImmutableArray<TextBlock>.Builder _blocks = ImmutableArray.CreateBuilder<TextBlock>();
    private readonly Stack<BlockKind> _whole = new();
    private BlockKind _kind;
    private int _level;
    private int _start = -1;
    private bool _blank;
    private bool _cell;

    private bool IsCode => _whole.Contains(BlockKind.Code);

    public void Write(string text)
    {
        if (IsCode)
        {
            Open();
            _text.Append(text.Replace("\r\n", "\n", StringComparison.Ordinal));
            return;
        }

        foreach (var character in text)
        {
            if (char.IsWhiteSpace(character))
            {
                _blank = true;
                continue;
            }

            Open();
            if (_blank && _text.Length > _start && _text[^1] is not ('\n' or ' '))
            {
                _text.Append(' ');
            }

            (_blank, _cell) = (false, false);
            _text.Append(character);
        }
    }

    /// <summary>Begins a block that stays whole; in another such block, a part of it.</summary>
    public void Begin(BlockKind kind)
    {
        Break();
        _whole.Push(kind);
        if (_whole.Count == 1)
        {
            _kind = kind;
        }
    }

    public void End()
    {
        _whole.Pop();
        if (_whole.Count == 0)
        {
            Close();
        }
        else
        {
            Line();
        }
    }

    public void BeginHeading(int level)
    {
        Break();
        if (_whole.Count == 0)
        {
            (_kind, _level) = (BlockKind.Heading, level);
        }
    }

    /// <summary>Ends a block, or a line where the block stays whole.</summary>
    public void Break()
    {
        if (_whole.Count > 0)
        {
            Line();
        }
        else
        {
            Close();
        }
    }

    public void Line()
    {
        (_blank, _cell) = (false, false);
        if (_start >= 0 && _text.Length > _start && _text[^1] != '\n' && !EndsWithMark())
        {
            _text.Append('\n');
        }
    }

    public void Item()
    {
        Line();
        Open();
        if (!EndsWithMark())
        {
            _text.Append(' ', 2 * Math.Max(0, Math.Min(_whole.Count, 9) - 1)).Append("- ");
        }
    }

    public void Cell()
    {
        if (_start >= 0 && _text.Length > _start && _text[^1] != '\n' && !_cell)
        {
            _text.Append(" | ");
            _cell = true;
        }
    }

    public (string Text, ImmutableArray<TextBlock> Blocks) Finish()
    {
        Close();
        return (_text.ToString(), _blocks.DrainToImmutable());
    }

    private bool EndsWithMark() => _text.Length >= _start + 2 && _text[^1] == ' ' && _text[^2] == '-' && (_text.Length == _start + 2 || _text[^3] is '\n' or ' ');

    private void Open()
    {
        if (_start < 0)
        {
            if (_text.Length > 0)
            {
                _text.Append("\n\n");
            }

            _start = _text.Length;
        }
    }

    private void Close()
    {
        if (_start >= 0)
        {
            var end = _text.Length;
            while (end > _start && char.IsWhiteSpace(_text[end - 1]))
            {
                end--;
            }

            _text.Length = end;
            Keep(end - _start);
        }

        (_kind, _level, _start, _blank, _cell) = (BlockKind.Paragraph, 0, -1, false, false);
    }

    private void Keep(int length)
    {
        if (length > 0)
        {
            _blocks.Add(new(_kind, _start, length, _level, _kind == BlockKind.Heading ? _text.ToString(_start, length) : ""));
        }
        else
        {
            _text.Length = Math.Max(0, _start - 2);
        }
    }
}
