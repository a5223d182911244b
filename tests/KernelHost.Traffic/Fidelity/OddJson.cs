using System.Globalization;
using System.Text;

namespace KernelHost.Traffic.Fidelity;

/// <summary>Valid JSON as no serialiser would write it: odd numbers, needless escapes, blanks anywhere. What a pass-through must not tidy up.</summary>
internal sealed class OddJson(Random random)
{
    private static readonly string[] Numbers =
        ["0", "-0", "0.0", "1.0", "1.10", "1e5", "1E+05", "1e-7", "-3.1400", "12345678901234567890", "1.7976931348623157e308", "1e400", "0.1e1", "9007199254740993"];

    private static readonly string[] Pieces =
        ["a", "Zürich", "日本", "😀", "\\u00e9", "\\uD83D\\uDE00", "\\/", "\\\\", "\\\"", "\\n", "\\u0000", "\\t", " ", "</script>", "&amp;", "\u2028", "data: x", "[DONE]", "\\r\\n"];

    private static readonly string[] Blanks = ["", "", "", " ", "\n", "\t", "\r\n", "  "];

    public string Blank() => Blanks[random.Next(Blanks.Length)];

    /// <summary>Blanks that a line of an event stream can hold.</summary>
    public string LineBlank() => random.Next(4) == 0 ? " " : "";

    public string Number() => Numbers[random.Next(Numbers.Length)];

    public string Text()
    {
        var text = new StringBuilder("\"");
        for (var i = random.Next(5); i >= 0; i--)
            text.Append(Pieces[random.Next(Pieces.Length)]);
        return text.Append('"').ToString();
    }

    public string Value(int depth, Func<string> blank) => random.Next(depth > 0 ? 7 : 5) switch
    {
        0 => Number(),
        1 => "null",
        2 => "true",
        3 => "false",
        4 => Text(),
        5 => Array(depth, blank),
        _ => Object(depth, blank),
    };

    private string Array(int depth, Func<string> blank) =>
        $"[{blank()}{string.Join(",", Enumerable.Range(0, random.Next(4)).Select(_ => blank() + Value(depth - 1, blank) + blank()))}]";

    // Members inside may be there twice: that is between the client and the model server.
    private string Object(int depth, Func<string> blank) => "{" + blank() + string.Join(",", Enumerable.Range(0, random.Next(4)).Select(i =>
        $"{blank()}\"{(i > 1 ? "m0" : string.Create(CultureInfo.InvariantCulture, $"m{i}"))}\"{blank()}:{blank()}{Value(depth - 1, blank)}{blank()}")) + "}";
}
