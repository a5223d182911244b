using System.Collections.Immutable;
using KernelHost.Organizations;

namespace KernelHost.Models;

/// <summary>Names a client may have meant: another case, a small slip, or a part of a longer name.</summary>
internal static class ModelSuggestions
{
    private const int Most = 3;
    private const int LongestName = 200;

    public static ImmutableArray<string> For(string asked, SetupModels models, ModelType type) => asked.Length > LongestName ? [] :
    [
        .. Names(models, type)
            .Distinct(StringComparer.Ordinal)
            .Select(name => (Name: name, Distance: Distance(asked, name)))
            .Where(near => near.Distance <= Math.Max(2, asked.Length / 3))
            .OrderBy(near => near.Distance)
            .ThenBy(near => near.Name, StringComparer.Ordinal)
            .Take(Most)
            .Select(near => near.Name),
    ];

    private static IEnumerable<string> Names(SetupModels models, ModelType type)
    {
        var usable = models.All.Where(model => model.Unavailable is null && model.Fits(type)).ToList();
        return models.Setup.Models
            .Where(named => usable.Any(model => model.Provider == named.Provider && model.Model == named.Model))
            .Select(named => named.Name)
            .Concat(usable.Select(model => model.Model))
            .Concat(usable.Select(model => model.Id));
    }

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
