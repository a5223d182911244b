namespace KernelHost.Benchmarks.Canard;

/// <summary>ROUGE F1 of one text against another: words lower-cased, ASCII letters and digits only, no stemming.</summary>
internal static class Rouge
{
    public static double One(string candidate, string reference)
    {
        var (a, b) = (Tokens(candidate), Tokens(reference));
        var inReference = b.CountBy(word => word).ToDictionary();
        var shared = a.CountBy(word => word).Sum(word => Math.Min(word.Value, inReference.GetValueOrDefault(word.Key)));
        return F1(shared, a, b);
    }

    public static double L(string candidate, string reference)
    {
        var (a, b) = (Tokens(candidate), Tokens(reference));
        var row = new int[b.Count + 1];
        foreach (var word in a)
        {
            var diagonal = 0;
            for (var j = 1; j <= b.Count; j++)
            {
                (diagonal, row[j]) = (row[j], word == b[j - 1] ? diagonal + 1 : Math.Max(row[j], row[j - 1]));
            }
        }

        return F1(row[^1], a, b);
    }

    private static double F1(int shared, List<string> a, List<string> b) => a.Count + b.Count == 0 ? 0 : 2.0 * shared / (a.Count + b.Count);

    private static List<string> Tokens(string text)
    {
        var words = new string([.. text.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : ' ')]);
        return [.. words.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
    }
}
