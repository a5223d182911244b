namespace KernelHost.Knowledge.Chunking;

/// <summary>Where text may be cut: best between paragraphs, then lines, sentences, words; inside a word when it must, inside a character never.</summary>
internal static class TextCuts
{
    /// <summary>The best place to cut in the second half of a stretch that is too long: after its last empty line, else line, sentence, word; else at its end.</summary>
    /// <param name="end">The latest place.</param>
    public static int Before(string text, int start, int end)
    {
        var least = start + ((end - start) / 2);
        var part = text.AsSpan(least, end - least);
        return part.LastIndexOf("\n\n", StringComparison.Ordinal) is var paragraph and >= 0 ? least + paragraph + 2
            : part.LastIndexOf('\n') is var line and >= 0 ? least + line + 1
            : LastSentence(part) is var sentence and > 0 ? least + sentence
            : LastWord(part) is var word and > 0 ? least + word
            : WithinWord(text, start, end);
    }

    /// <summary>The first beginning of a sentence, else of a word, from <paramref name="from"/> on; <paramref name="end"/> when there is none.</summary>
    public static int FirstBeginning(string text, int from, int end)
    {
        if (from == 0 || text[from - 1] == '\n')
        {
            return from;
        }

        var part = text.AsSpan(from, end - from);
        return FirstSentence(part) is var sentence and > 0 && sentence < part.Length ? from + sentence
            : char.IsWhiteSpace(text[from - 1]) ? from
            : part.IndexOfAny(' ', '\n', '\t') is var blank and >= 0 ? from + blank + 1
            : end;
    }

    private static int WithinWord(string text, int start, int end) =>
        end - 1 > start && end < text.Length && char.IsLowSurrogate(text[end]) && char.IsHighSurrogate(text[end - 1]) ? end - 1 : end;

    private static int LastWord(ReadOnlySpan<char> part) => part.LastIndexOfAny(' ', '\t', '\u3000') + 1;

    private static int LastSentence(ReadOnlySpan<char> part)
    {
        for (var at = part.Length - 1; at > 0; at--)
        {
            if (IsBetweenSentences(part, at))
            {
                return at;
            }
        }

        return 0;
    }

    private static int FirstSentence(ReadOnlySpan<char> part)
    {
        for (var at = 1; at < part.Length; at++)
        {
            if (IsBetweenSentences(part, at))
            {
                return at;
            }
        }

        return 0;
    }

    private static bool IsBetweenSentences(ReadOnlySpan<char> part, int at) =>
        part[at - 1] is '。' or '！' or '？' || (at > 1 && part[at - 1] is ' ' or '\n' && part[at - 2] is '.' or '!' or '?' && !char.IsWhiteSpace(part[at]));
}
