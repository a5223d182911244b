using System.Collections.Frozen;

namespace KernelHost.Providers.Embedded.Text;

/// <summary>Text to sentences. A line end ends a sentence; so does a full stop, unless it belongs to an abbreviation, an initial or a number.</summary>
internal static class Sentences
{
    private static readonly FrozenSet<string> Abbreviations =
        "mr mrs ms dr prof st jr sr vs etc e.g i.e no vol fig inc ltd co u.s u.k approx".Split(' ').ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    public static List<string> Of(string text)
    {
        var sentences = new List<string>();
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (EndsAt(text, start, i))
            {
                i = AfterClosers(text, i);
                Add(text[start..Math.Min(i + 1, text.Length)], sentences);
                start = Math.Min(i + 1, text.Length);
            }
        }

        Add(text[start..], sentences);
        return sentences;
    }

    private static bool EndsAt(string text, int start, int i) => text[i] switch
    {
        '\n' or '。' or '！' or '？' => true,
        '!' or '?' => SpaceFollows(text, i),
        '.' => SpaceFollows(text, i) && !IsAbbreviation(text.AsSpan(start, i - start)),
        _ => false,
    };

    private static bool SpaceFollows(string text, int i)
    {
        var next = AfterClosers(text, i) + 1;
        return next >= text.Length || char.IsWhiteSpace(text[next]);
    }

    /// <summary>Quotes and brackets that close after the stop belong to the sentence.</summary>
    private static int AfterClosers(string text, int i)
    {
        while (text[i] != '\n' && i + 1 < text.Length && "\"')]”’.!?".Contains(text[i + 1], StringComparison.Ordinal))
        {
            i++;
        }

        return i;
    }

    private static bool IsAbbreviation(ReadOnlySpan<char> before)
    {
        var lastWord = before[(before.LastIndexOfAny(' ', '\n', '(') + 1)..].ToString();
        return (lastWord.Length == 1 && char.IsLetter(lastWord[0])) || Abbreviations.Contains(lastWord);
    }

    private static void Add(string sentence, List<string> sentences)
    {
        var trimmed = sentence.Trim();
        if (trimmed.Length > 0)
        {
            sentences.Add(trimmed);
        }
    }
}
