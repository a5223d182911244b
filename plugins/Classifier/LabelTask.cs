using KernelHost;

namespace Classifier;

/// <summary>What to choose from, for which text.</summary>
internal sealed record LabelTask(string Text, IReadOnlyList<string> Labels, string? Instructions = null)
{
    private const int MostLabels = 100;

    /// <param name="labelsArgument">What the caller knows the labels as.</param>
    /// <exception cref="PluginArgumentException">There is no text, or the labels leave no clear choice.</exception>
    public LabelTask Checked(string textArgument, string labelsArgument)
    {
        if (string.IsNullOrWhiteSpace(Text))
            throw new PluginArgumentException(textArgument, $"'{textArgument}' must not be empty.");
        if (Labels is not { Count: > 0 and <= MostLabels })
            throw new PluginArgumentException(labelsArgument, $"'{labelsArgument}' must hold 1 to {MostLabels} entries.");
        if (Labels.Any(label => string.IsNullOrWhiteSpace(label) || label.Any(char.IsControl)))
            throw new PluginArgumentException(labelsArgument, $"'{labelsArgument}' must not hold an empty entry or one with a line break.");
        if (Repeated() is { } repeated)
            throw new PluginArgumentException(labelsArgument, $"'{labelsArgument}' holds '{repeated}' twice (case is ignored).");

        return this;
    }

    private string? Repeated() =>
        Labels.GroupBy(label => label.Trim(), StringComparer.OrdinalIgnoreCase).FirstOrDefault(same => same.Skip(1).Any())?.Key;
}
