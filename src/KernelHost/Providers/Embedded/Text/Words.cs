using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace KernelHost.Providers.Embedded.Text;

/// <summary>Text to words: runs of letters and digits of any script, lower-cased; a character of a script without spaces is a word of its own.</summary>
internal static class Words
{
    private static readonly FrozenSet<string> StopWords = (
        "a an the this that these those of in on at to for from by with about into over under between through after before during without within "
        + "and or but nor so if then than as because while until although though is are was were be been being am do does did doing have has had having "
        + "will would shall should can could may might must i you he she it we they me him her us them my your his its our their mine yours hers ours theirs "
        + "who whom whose which what when where why how there here not no yes any some all each every both either neither other another such only own same too very "
        + "just also more most much many few s t d m re ve ll don doesn didn isn aren wasn weren please tell give").Split(' ').ToFrozenSet();

    public static bool IsStop(string word) => StopWords.Contains(word);

    public static List<string> Of(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsWordPart(rune) || (IsApostrophe(rune) && word.Length > 0))
            {
                word.Append(IsApostrophe(rune) ? "'" : Rune.ToLowerInvariant(rune).ToString());
                if (!StandsAlone(rune))
                {
                    continue;
                }
            }

            Flush(word, words);
        }

        Flush(word, words);
        return words;
    }

    /// <summary>The words that carry meaning, without inflection, in order, repeats included.</summary>
    public static List<string> Keys(string text) =>
        [.. Of(text).Select(WithoutPossessive).Where(word => !IsStop(word)).Select(Stem)];

    /// <summary>A light English stemmer: plural, -ing, -ed and a final e. Other languages pass through mostly untouched.</summary>
    public static string Stem(string word)
    {
        var stem = word switch
        {
            { Length: > 4 } when word.EndsWith("ies", StringComparison.Ordinal) => word[..^3] + "y",
            { Length: > 3 } when word[^1] == 's' && word[^2] is not ('s' or 'u' or 'i') => word[..^1],
            _ => word,
        };
        stem = stem switch
        {
            { Length: > 5 } when stem.EndsWith("ing", StringComparison.Ordinal) => Undouble(stem[..^3]),
            { Length: > 4 } when stem.EndsWith("ed", StringComparison.Ordinal) => Undouble(stem[..^2]),
            _ => stem,
        };
        return stem.Length > 3 && stem[^1] == 'e' ? stem[..^1] : stem;
    }

    /// <summary>Of a script written without spaces between words.</summary>
    public static bool StandsAlone(Rune rune) =>
        rune.Value is (>= 0x2E80 and <= 0x9FFF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x20000 and <= 0x3FFFF);

    public static string WithoutPossessive(string word) =>
        word.EndsWith("'s", StringComparison.Ordinal) ? word[..^2] : word.TrimEnd('\'');

    private static string Undouble(string stem) =>
        stem.Length > 3 && stem[^1] == stem[^2] && stem[^1] is not ('l' or 's') ? stem[..^1] : stem;

    private static bool IsWordPart(Rune rune) =>
        Rune.IsLetterOrDigit(rune) || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;

    private static bool IsApostrophe(Rune rune) => rune.Value is '\'' or '’';

    private static void Flush(StringBuilder word, List<string> words)
    {
        var text = word.ToString().TrimEnd('\'');
        if (text.Length > 0)
        {
            words.Add(text);
        }

        word.Clear();
    }
}
