using System.Text;

namespace KernelHost.Providers.Embedded.Text;

/// <summary>
/// Text cut for counting and for streaming. The token estimate: a word costs one token for every six characters begun, a character of a
/// script without spaces costs one; white space costs nothing. It is near what common tokenisers report for English prose.
/// </summary>
internal static class TextPieces
{
    private const int CharactersPerToken = 6;

    public static int CountTokens(string text) => TokenEnds(text).Count();

    /// <summary>The text up to its n-th token, and whether anything was cut off.</summary>
    public static (string Text, bool Cut) Limit(string text, int? maxTokens)
    {
        if (maxTokens is not { } limit)
        {
            return (text, false);
        }

        var end = limit <= 0 ? 0 : TokenEnds(text).Take(limit).LastOrDefault(0);
        return string.IsNullOrWhiteSpace(text[end..]) ? (text, false) : (text[..end], true);
    }

    /// <summary>Words with the white space before them; joined they are the text again.</summary>
    public static IEnumerable<string> ForStreaming(string text)
    {
        var start = 0;
        for (var i = 1; i < text.Length; i++)
        {
            if (char.IsWhiteSpace(text[i]) && !char.IsWhiteSpace(text[i - 1]))
            {
                yield return text[start..i];
                start = i;
            }
        }

        if (start < text.Length)
        {
            yield return text[start..];
        }
    }

    private static IEnumerable<int> TokenEnds(string text)
    {
        var end = 0;
        var open = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            var alone = Words.StandsAlone(rune);
            if (open > 0 && (alone || open == CharactersPerToken || Rune.IsWhiteSpace(rune)))
            {
                yield return end;
                open = 0;
            }

            // An unpaired surrogate comes as the replacement character, which is one char long as well.
            end += rune.Utf16SequenceLength;
            open = Rune.IsWhiteSpace(rune) ? 0 : open + 1;
            if (alone)
            {
                yield return end;
                open = 0;
            }
        }

        if (open > 0)
        {
            yield return end;
        }
    }
}
