using System.Text;
using KernelHost.Providers.Embedded.Text;

namespace KernelHost.Knowledge.Search;

/// <summary>A question in FTS5's words: each of its words quoted, any of them enough. Nothing of FTS5's language comes from the question.</summary>
internal static class LexicalQuery
{
    /// <summary>What is longer is a text and no question; its first words stand for it.</summary>
    private const int MostWords = 64;

    /// <summary>Null when there is no word in it.</summary>
    public static string? Of(string question)
    {
        var all = WordsOf(question).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        var telling = all.FindAll(word => !Words.IsStop(word.ToLowerInvariant()));
        var words = (telling.Count > 0 ? telling : all).Take(MostWords).ToList();
        return words.Count == 0 ? null : string.Join(" OR ", words.Select(word => $"\"{word}\""));
    }

    // As FTS5's unicode61 cuts: letters, digits and marks make words, everything else stands between them.
    private static IEnumerable<string> WordsOf(string text)
    {
        var word = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (Rune.IsLetterOrDigit(rune) || (word.Length > 0 && Rune.GetUnicodeCategory(rune) is System.Globalization.UnicodeCategory.NonSpacingMark or System.Globalization.UnicodeCategory.PrivateUse))
            {
                word.Append(rune.ToString());
                continue;
            }

            if (word.Length > 0)
            {
                yield return word.ToString();
                word.Clear();
            }
        }

        if (word.Length > 0)
        {
            yield return word.ToString();
        }
    }
}
