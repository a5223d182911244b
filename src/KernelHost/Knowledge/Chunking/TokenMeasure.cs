using System.Text;
using KernelHost.Providers.Embedded.Text;

namespace KernelHost.Knowledge.Chunking;

/// <summary>
/// How many tokens a stretch of text is, by rule of thumb: four characters are one, and a character of a script that is written without spaces (Chinese, Japanese) is one by itself. Counted in
/// quarters of a token, so that no rounding adds up.
/// </summary>
internal sealed class TokenMeasure
{
    public const int Quarters = 4;

    private readonly int[]? _before;   // null where every character is a quarter

    public TokenMeasure(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\u2E80', '\uFFFF'))
        {
            return;
        }

        _before = new int[text.Length + 1];
        for (var at = 0; at < text.Length;)
        {
            Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out var length);
            var weight = Words.StandsAlone(rune) ? Quarters : length;
            for (var part = 1; part <= length; part++)
            {
                _before[at + part] = _before[at] + (part == length ? weight : 0);
            }

            at += length;
        }
    }

    /// <summary>In quarters of a token.</summary>
    public int Of(int start, int end) => _before is null ? end - start : _before[end] - _before[start];

    /// <summary>Where a stretch from <paramref name="start"/> has to end at the latest to be no longer than this.</summary>
    public int Reach(int start, int end, int quarters) => _before is null
        ? Math.Min(end, start + quarters)
        : Least(start, end, at => Of(start, at) > quarters) - 1;

    /// <summary>Where a stretch up to <paramref name="end"/> has to begin at the earliest to be no longer than this.</summary>
    public int ReachBack(int start, int end, int quarters) => _before is null
        ? Math.Max(start, end - quarters)
        : Least(start, end, at => Of(at, end) <= quarters);

    private static int Least(int start, int end, Func<int, bool> holds)
    {
        var (low, high) = (start, end + 1);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            (low, high) = holds(middle) ? (low, middle) : (middle + 1, high);
        }

        return low;
    }
}
