using KernelHost.Providers.Embedded.Text;

namespace KernelHost.Providers.Embedded.Rules;

/// <summary>The sentences of some passages that answer a question best, each with where it came from.</summary>
internal static class PassageAnswerer
{
    /// <summary>A further sentence must be at least this good, compared with the best one.</summary>
    private const double Worth = 0.5;

    public const string NothingFound = "The given text does not say.";

    public static string Answer(string question, IReadOnlyList<Passage> passages, int maxSentences)
    {
        var sentences = passages.SelectMany(passage => Sentences.Of(passage.Text).Select(sentence => (passage.Source, Sentence: sentence))).ToList();
        var hits = new LexicalScorer(sentences.Select(candidate => candidate.Sentence)).Rank(Words.Keys(question));
        if (hits.Count == 0)
        {
            return NothingFound;
        }

        var chosen = hits.Where(hit => hit.Score >= hits[0].Score * Worth).Select(hit => sentences[hit.Index])
            .DistinctBy(candidate => candidate.Sentence).Take(maxSentences);
        return string.Join(' ', chosen.Select(Cite));
    }

    private static string Cite((string Source, string Sentence) candidate) =>
        candidate.Source.Length == 0 ? candidate.Sentence : $"{candidate.Sentence} {candidate.Source}";
}
