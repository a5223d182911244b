using System.Text.RegularExpressions;

namespace KernelHost.Providers.Embedded.Prompts;

/// <summary>Parts of a prompt between <c>&lt;passages&gt;</c> and <c>&lt;/passages&gt;</c>, or such: data, in which nothing is a label, a list to choose from or a task.</summary>
internal static partial class PassageBlocks
{
    /// <summary>A prompt in pieces, in order: what stands in such a block, without its tags, and what does not.</summary>
    public static IEnumerable<(string Text, bool IsBlock)> Split(string prompt)
    {
        var from = 0;
        for (var open = Opening().Match(prompt); open.Success; open = Opening().Match(prompt, from))
        {
            var begin = open.Index + open.Length;
            var end = prompt.IndexOf($"</{open.Groups[1].Value}>", begin, StringComparison.OrdinalIgnoreCase);
            if (end < 0)
            {
                break;   // what is not closed is read as a label, and its like are not looked for again and again
            }

            yield return (prompt[from..open.Index], false);
            yield return (prompt[begin..end], true);
            from = end + open.Groups[1].Length + 3;
        }

        yield return (prompt[from..], false);
    }

    public static string Without(string prompt) => string.Join('\n', Split(prompt).Where(piece => !piece.IsBlock).Select(piece => piece.Text));

    [GeneratedRegex("<(passages|context|documents|sources|excerpts)>", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Opening();
}
