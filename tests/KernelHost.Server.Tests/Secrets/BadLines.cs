using System.Text.RegularExpressions;

namespace KernelHost.Server.Tests.Secrets;

/// <summary>The same for YAML, line by line.</summary>
internal static partial class BadLines
{
    public static IEnumerable<(string Why, string Body)> Of(string body)
    {
        var lines = body.Split('\n');
        return Enumerable.Range(0, lines.Length).SelectMany(index => Instead(lines[index]).Select(other => ($"line {index + 1} {other.Why}", string.Join('\n', [.. lines[..index], .. other.Lines, .. lines[(index + 1)..]]))));
    }

    private static IEnumerable<(string Why, string[] Lines)> Instead(string line) =>
    [
        ("left out", []), ("twice", [line, line]), ("with a tab", ["\t" + line]), ("too far right", ["   " + line]), ("open", [line + " ["]), ("more than one", [line, "---", line]),
        .. line.Contains(Canaries.Mark, StringComparison.Ordinal) ? Around(line) : [],
    ];

    private static IEnumerable<(string Why, string[] Lines)> Around(string line)
    {
        var at = line.IndexOf(Canaries.Mark, StringComparison.Ordinal);
        string Valued(string value) => Value().Replace(line, match => $"{match.Groups["name"].Value}: {value.Replace("*", match.Groups["value"].Value, StringComparison.Ordinal)}");
        return
        [
            ("cut in the secret", [line[..(at + 10)]]), ("without quotes", [line.Replace("\"", "", StringComparison.Ordinal)]), ("a list", [Valued("[*]")]), ("an object", [Valued("{x: *}")]), ("a name", [Valued("{*: 1}")]),
            ("a bad escape", [line.Insert(at, "\\q")]), ("an alias", [Valued("&a *"), Valued("*a")]), ("a tag", [Valued("!!int *")]), ("an unknown tag", [Valued("!secret *")]), ("a block", [Valued("|\n *")]),
            .. new[] { "apikey", "api-key", "token", "secret", "password" }.Select(name => ($"named {name}", new[] { Name().Replace(line, name + ":", 1) })),
        ];
    }

    [GeneratedRegex("(?<name>[A-Za-z_]+): (?<value>\"(Bearer )?[^\"]*" + Canaries.Mark + "([^\"\\\\]|\\\\.)*\")")]
    private static partial Regex Value();

    [GeneratedRegex("(api_key|Authorization|FILES_TOKEN|env|headers):")]
    private static partial Regex Name();
}
