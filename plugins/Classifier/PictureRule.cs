using System.Text.RegularExpressions;

namespace Classifier;

/// <summary>Tells without a model whether a picture is wanted: a verb of making before a word for a picture, or the verb "draw".</summary>
internal static partial class PictureRule
{
    private const double Confidence = 0.5;

    public static Verdict Choose(string message, string reason) =>
        new(Request().IsMatch(message) ? PictureQuestion.Yes : PictureQuestion.No, Confidence, reason);

    [GeneratedRegex(
        @"\b(?:draw|paint|sketch|illustrate)\s+(?:me|us|a|an|the|some)\b|\b(?:draw|paint|sketch|create|make|generate|design|render|produce|give|show)\b[^.?!]{0,40}\b(?:image|picture|photo|drawing|illustration|painting|sketch|logo|poster|icon|wallpaper)s?\b",
        RegexOptions.IgnoreCase)]
    private static partial Regex Request();
}
