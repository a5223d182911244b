using System.Text.RegularExpressions;

namespace KernelHost.Providers.Embedded.Prompts;

/// <summary>A conversation written out as text, "User: … / Assistant: …", to its turns.</summary>
internal static partial class DialogueLines
{
    /// <summary>One turn per role label; text without any is one turn per line.</summary>
    public static List<string> Parse(string text)
    {
        var labels = Role().Matches(text);
        if (labels.Count == 0)
        {
            return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(WithoutBullet)];
        }

        var ends = labels.Skip(1).Select(next => next.Index).Append(text.Length);
        var lead = text[..labels[0].Index].Trim();
        var turns = labels.Zip(ends, (label, end) => text[(label.Index + label.Length)..end].Trim());
        return [.. turns.Prepend(lead).Where(turn => turn.Length > 0)];
    }

    private static string WithoutBullet(string line) => line.TrimStart('-', '*', '•', ' ');

    [GeneratedRegex(@"(?<=^|\n)[ \t]{0,8}[-*]?[ \t]{0,8}\*{0,2}(?:\[?(?:user|human|assistant|ai|bot|system|model|q|a|customer|agent)\]?)\*{0,2} {0,4}:\*{0,2}", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Role();
}
