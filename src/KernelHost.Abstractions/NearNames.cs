using System.Collections.Immutable;

namespace KernelHost;

/// <summary>Names a caller may have meant: another case, a small slip, or a part of a longer name.</summary>
internal static class NearNames
{
    private const int Most = 3;
    private const int LongestName = 200;

    /// <summary>The nearest ones, best first.</summary>
    public static ImmutableArray<string> To(string asked, IEnumerable<string> names) => asked.Length > LongestName ? [] :
    [
        .. names
            .Distinct(StringComparer.Ordinal)
            .Select(name => (Name: name, Distance: Distance(asked, name)))
            .Where(near => near.Distance <= Math.Max(2, asked.Length / 3))
            .OrderBy(near => near.Distance)
            .ThenBy(near => near.Name, StringComparer.Ordinal)
            .Take(Most)
            .Select(near => near.Name),
    ];

    /// <summary>" Did you mean 'a' or 'b'?", or nothing when no name is near.</summary>
    public static string Hint(ImmutableArray<string> near) =>
        near.IsEmpty ? "" : $" Did you mean {string.Join(" or ", near.Select(name => $"'{name}'"))}?";

    /// <summary>What was asked for, short enough for a message.</summary>
    public static string Quote(string asked) => asked.Length <= LongestName ? $"'{asked}'" : $"'{asked[..LongestName]}…'";

    private static int Distance(string asked, string name)
    {
        if (string.Equals(asked, name, StringComparison.OrdinalIgnoreCase))
        {
            return 0;
        }

        var contained = asked.Length >= 3 && name.Contains(asked, StringComparison.OrdinalIgnoreCase);
        return contained ? 1 : Levenshtein(asked.ToLowerInvariant(), name.ToLowerInvariant());
    }

    private static int Levenshtein(string a, string b)
    {
        var previous = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var current = new int[b.Length + 1];
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var substitution = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                current[j] = Math.Min(substitution, 1 + Math.Min(previous[j], current[j - 1]));
            }

            previous = current;
        }

        return previous[b.Length];
    }
}
