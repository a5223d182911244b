using KernelHost.Providers.Embedded.Text;

namespace KernelHost.Providers.Embedded.Rules;

/// <summary>The sentences of some passages that answer a question best, each with where it came from.</summary>
internal static class PassageAnswerer
{
    /// <summary>A further sentence must be at least this good, compared with the best one.</summary>
    private const double Worth = 0.5;

    /// <summary>A sentence of so few words is no answer by itself.</summary>
    private const int CatchwordLength = 3;

    public const string NothingFound = "The given text does not say.";

    public static string Answer(string question, IReadOnlyList<Passage> passages, int maxSentences)
    {
        var sentences = passages.SelectMany(passage => Whole(Sentences.Of(passage.Text)).Select(sentence => (passage.Source, Sentence: sentence))).ToList();
        var hits = new LexicalScorer(sentences.Select(candidate => candidate.Sentence)).Rank(Words.Keys(question));
        if (hits.Count == 0)
        {
            return NothingFound;
        }

        var chosen = hits.Where(hit => hit.Score >= hits[0].Score * Worth).Select(hit => sentences[hit.Index])
            .DistinctBy(candidate => candidate.Sentence).Take(maxSentences);
        return string.Join(' ', chosen.Select(Cite));
    }

    // A catchword ("Words.", "The embedded provider.") says nothing without the sentence that follows it.
    private static IEnumerable<string> Whole(List<string> sentences)
    {
        var begun = "";
        foreach (var (index, sentence) in sentences.Index())
        {
            begun += sentence;
            if (index == sentences.Count - 1 || sentence[^1] is not '.' || Words.Of(sentence).Count > CatchwordLength)
            {
                yield return begun;
                begun = "";
            }
            else
            {
                begun += " ";
            }
        }
    }

    private static string Cite((string Source, string Sentence) candidate) =>
        candidate.Source.Length == 0 ? candidate.Sentence : $"{candidate.Sentence} {candidate.Source}";
}
