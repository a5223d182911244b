namespace KernelHost.Upstream;

/// <summary>A token is a word here, with the white space before it, so that tests can count.</summary>
internal static class Words
{
    public static IReadOnlyList<string> Split(string text)
    {
        var starts = Enumerable.Range(1, Math.Max(0, text.Length - 1))
            .Where(i => char.IsWhiteSpace(text[i]) && !char.IsWhiteSpace(text[i - 1]))
            .Prepend(0)
            .Append(text.Length)
            .ToArray();
        return text.Length == 0 ? [] : [.. starts.Zip(starts.Skip(1), (from, to) => text[from..to])];
    }

    public static int Count(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;

    public static TokenUsage Usage(Question question, Answer answer) => new(
        question.Turns.Sum(t => Count(t.Text)),
        Count(answer.Text ?? "") + answer.ToolCalls.Sum(c => Count(c.Arguments.GetRawText())));
}
