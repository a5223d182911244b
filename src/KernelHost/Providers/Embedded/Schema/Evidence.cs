using System.Globalization;
using System.Text.RegularExpressions;
using KernelHost.Providers.Embedded.Prompts;
using KernelHost.Providers.Embedded.Rules;
using KernelHost.Providers.Embedded.Text;

namespace KernelHost.Providers.Embedded.Schema;

/// <summary>What a request's text offers to fill a schema with. Each part is worked out when first asked for.</summary>
internal sealed partial class Evidence
{
    private const int MaxSentences = 500;

    private readonly Lazy<List<string>> _sentences;
    private readonly Lazy<LexicalScorer> _scorer;
    private readonly Lazy<List<string>> _phrases;
    private readonly Lazy<List<string>> _names;
    private readonly Lazy<List<decimal>> _numbers;
    private readonly Lazy<List<Option>> _options;

    public Evidence(Prompt prompt)
    {
        Prompt = prompt;
        Text = string.Join("\n", new[] { prompt.ToolResult, prompt.Text, prompt.Passages }.Where(part => !string.IsNullOrEmpty(part)));
        _sentences = new(() => [.. Sentences.Of(Text).Take(MaxSentences)]);
        _scorer = new(() => new LexicalScorer(_sentences.Value));
        _phrases = new(() => KeyPhrases.Of(Text));
        _names = new(() => [.. ProperNames.Of(Text).Distinct()]);
        _numbers = new(() => NumbersIn(Text));
        _options = new(() => OptionReader.Read(prompt));
    }

    public Prompt Prompt { get; }

    public string Text { get; }

    public IReadOnlyList<string> Phrases => _phrases.Value;

    public IReadOnlyList<string> Names => _names.Value;

    public IReadOnlyList<decimal> Numbers => _numbers.Value;

    public IReadOnlyList<Option> Options => _options.Value;

    /// <summary>The n-th best sentence for some cues; when they have no more, the text's n-th sentence, starting over at the end.</summary>
    public string Sentence(IReadOnlyCollection<string> cues, int rank)
    {
        var ranked = _scorer.Value.Rank(cues);
        return rank < ranked.Count ? _sentences.Value[ranked[rank].Index]
            : _sentences.Value.Count > 0 ? _sentences.Value[rank % _sentences.Value.Count]
            : "";
    }

    /// <summary>What a line "name: value" in the text gives for a name.</summary>
    public string? Labelled(string words) => words.Length == 0 ? null : _sentences.Value
        .Select(sentence => sentence.Split(':', 2))
        .FirstOrDefault(parts => parts.Length == 2 && parts[0].Trim().TrimStart('-', '*', ' ').Equals(words, StringComparison.OrdinalIgnoreCase))?[1].Trim();

    /// <summary>Numbers in the sentences that share a word with the cues, else none.</summary>
    public IEnumerable<decimal> NumbersNear(IReadOnlyCollection<string> cues) =>
        _scorer.Value.Rank(cues).SelectMany(hit => NumbersIn(_sentences.Value[hit.Index]));

    /// <summary>How many of its key words, from 0 to 1, a description shares with the text.</summary>
    public decimal Support(string description)
    {
        var wanted = Words.Keys(description).Distinct().ToList();
        var present = Words.Keys(Text).ToHashSet();
        return wanted.Count == 0 ? 0.5m : (decimal)wanted.Count(present.Contains) / wanted.Count;
    }

    /// <summary>A count that instructions give for something, as in "4 levels" or "three alternatives".</summary>
    public int? CountOf(string plural)
    {
        var noun = Naming.ToWords(plural).Split(' ')[^1];
        var nouns = $"(?:{Regex.Escape(noun)}|{Regex.Escape(Naming.Singular(noun))})";
        var match = Regex.Match(Prompt.Everything, $@"\b(\d{{1,3}}|{string.Join('|', SmallNumbers)})\s+(?:[\w-]+\s+){{0,2}}?{nouns}", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
        return !match.Success ? null
            : int.TryParse(match.Groups[1].Value, CultureInfo.InvariantCulture, out var count) ? count
            : Array.FindIndex(SmallNumbers, word => word.Equals(match.Groups[1].Value, StringComparison.OrdinalIgnoreCase)) + 1;
    }

    /// <summary>Ids that JSON in the request gives, as in a rubric's criteria to be scored.</summary>
    public IReadOnlyList<string> Ids => [.. Id().Matches(Prompt.Everything).Select(match => match.Groups[1].Value).Distinct()];

    private static readonly string[] SmallNumbers = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

    private static List<decimal> NumbersIn(string text) => [.. Number().Matches(text)
        .Select(match => decimal.TryParse(match.Value.Replace(",", "", StringComparison.Ordinal), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : (decimal?)null)
        .OfType<decimal>()];

    [GeneratedRegex(@"(?<![\w.])-?\d{1,15}(?:,\d{3})*(?:\.\d{1,8})?(?![\w]|\.\d)", RegexOptions.CultureInvariant)]
    private static partial Regex Number();

    [GeneratedRegex(@"""id""\s*:\s*""([^""\n]{1,60})""", RegexOptions.CultureInvariant)]
    private static partial Regex Id();
}
