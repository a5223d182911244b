namespace KernelHost.Organizations;

/// <summary>Finds what a misspelt name was probably meant to be.</summary>
internal static class NearMiss
{
    /// <summary>The closest of <paramref name="known"/>: equal but for case, <c>_</c> and <c>-</c>, or at most two slips away (one in short names); else null.</summary>
    public static string? Of(string name, IEnumerable<string> known) => known
        .Select(candidate => (candidate, slips: Slips(Fold(name), Fold(candidate))))
        .Where(pair => pair.slips <= (pair.candidate.Length > 5 ? 2 : 1) && pair.candidate.Length > 2)
        .OrderBy(pair => pair.slips)
        .Select(pair => pair.candidate)
        .FirstOrDefault();

    private static string Fold(string name) =>
        name.Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal).ToLowerInvariant();

    /// <summary>Damerau-Levenshtein distance (neighbouring letters may be swapped); names far apart in length are not measured.</summary>
    private static int Slips(string left, string right)
    {
        if (Math.Abs(left.Length - right.Length) > 2)
        {
            return int.MaxValue;
        }

        var cost = new int[left.Length + 1, right.Length + 1];
        for (var i = 0; i <= left.Length; i++)
        {
            for (var j = 0; j <= right.Length; j++)
            {
                cost[i, j] = Cell(cost, left, right, i, j);
            }
        }

        return cost[left.Length, right.Length];
    }

    private static int Cell(int[,] cost, string left, string right, int i, int j)
    {
        if (i == 0 || j == 0)
        {
            return i + j;
        }

        var best = Math.Min(cost[i - 1, j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1), Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1);
        var swapped = i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1];
        return swapped ? Math.Min(best, cost[i - 2, j - 2] + 1) : best;
    }
}
