namespace Classifier;

/// <summary>A label, how sure, and why it was not the small-fast model that chose it (null when it was).</summary>
internal sealed record Verdict(string Label, double Confidence, string? Reason)
{
    public const string ModelConfidenceNote = "0 to 1. From a model: its own estimate, not calibrated, 0.5 when it gave none.";

    public const string ConfidenceNote = $"{ModelConfidenceNote} From the rule: half the share of the label's words that the text has.";

    public const string ReasonNote =
        "Null when the small-fast model chose. Otherwise what failed and who chose instead: the default model or the rule.";
}
