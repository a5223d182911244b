namespace KernelHost.Providers.Embedded.Text;

/// <summary>What a text is about, as short phrases: runs of at most three meaningful words, the more frequent and longer first.</summary>
internal static class KeyPhrases
{
    private const int MaxWords = 3;

    public static List<string> Of(string text)
    {
        var frequency = Words.Keys(text).CountBy(word => word).ToDictionary();
        return [.. Sentences.Of(text).SelectMany(Runs)
            .DistinctBy(run => string.Join(' ', run.Select(Words.Stem)))
            .Select((run, index) => (Phrase: string.Join(' ', run), Score: run.Sum(word => frequency.GetValueOrDefault(Words.Stem(word))), Index: index))
            .OrderByDescending(candidate => candidate.Score)
            .ThenBy(candidate => candidate.Index)
            .Select(candidate => candidate.Phrase)];
    }

    private static IEnumerable<List<string>> Runs(string sentence)
    {
        var run = new List<string>();
        foreach (var word in Words.Of(sentence).Select(Words.WithoutPossessive))
        {
            var ends = Words.IsStop(word) || (word.Length < 2 && !char.IsDigit(word, 0) && char.IsAscii(word[0]));
            if (run.Count > 0 && (ends || run.Count == MaxWords))
            {
                yield return run;
                run = [];
            }

            if (!ends)
            {
                run.Add(word);
            }
        }

        if (run.Count > 0)
        {
            yield return run;
        }
    }
}
