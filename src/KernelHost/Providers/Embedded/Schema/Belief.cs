using System.Text.Json.Nodes;
using KernelHost.Providers.Embedded.Rules;
using KernelHost.Providers.Embedded.Text;

namespace KernelHost.Providers.Embedded.Schema;

/// <summary>What a "confidence" member says: how much the text speaks for the choice that stands beside it.</summary>
internal static class Belief
{
    public const decimal Unknown = 0.5m;

    public static decimal In(JsonObject properties, Evidence evidence)
    {
        var labels = properties.Select(property => (property.Value as JsonObject)?["enum"] as JsonArray).FirstOrDefault(allowed => allowed is { Count: > 1 });
        if (labels is [var yes, var no] && YesNo.IsPair($"{yes}", $"{no}"))
        {
            return YesNo.Confidence(YesNo.Asked(evidence.Prompt), evidence.Text);
        }

        var options = labels is null ? evidence.Options : [.. labels.Select(label => new Option(label?.ToString() ?? "null"))];
        return OptionChooser.Choose(evidence.Text, options) is { } choice ? (decimal)choice.Confidence : OfTruth(properties, evidence);
    }

    private static decimal OfTruth(JsonObject properties, Evidence evidence) => properties
        .Where(property => property.Value is JsonObject schema && SchemaResolver.Types(schema) is ["boolean"])
        .Select(property => (decimal?)YesNo.Confidence(Naming.ToWords(property.Key), evidence.Text))
        .FirstOrDefault() ?? Unknown;
}
