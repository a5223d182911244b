using System.Text;

namespace KernelHost.Models.Rules;

/// <summary>The text of one message, part by part: its beginning is kept, the rest is only measured.</summary>
internal sealed class MessageText
{
    private readonly StringBuilder _beginning = new();
    private char _last;

    /// <summary>In Unicode characters; the line break between two parts counts as none.</summary>
    public long Characters { get; private set; }

    public bool HasQuestionMark { get; private set; }

    public bool EndsWithQuestionMark => QuestionMarks.Contains(_last);

    // Of English, of Chinese and Japanese, of Arabic.
    private static ReadOnlySpan<char> QuestionMarks => "?？؟";

    public void Append(ReadOnlySpan<char> part)
    {
        if (_beginning.Length is > 0 and < RequestSignals.MostSearched)
        {
            _beginning.Append('\n');
        }

        _beginning.Append(part[..Math.Min(part.Length, RequestSignals.MostSearched - _beginning.Length)]);
        Characters += CharactersIn(part);
        HasQuestionMark = HasQuestionMark || part.ContainsAny(QuestionMarks);
        _last = part.TrimEnd() is [.., var last] ? last : _last;
    }

    public override string ToString() => _beginning.ToString();

    // The second half of a pair is no character of its own.
    private static int CharactersIn(ReadOnlySpan<char> text)
    {
        var count = text.Length;
        foreach (var unit in text)
        {
            count -= char.IsLowSurrogate(unit) ? 1 : 0;
        }

        return count;
    }
}
