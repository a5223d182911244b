using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace KernelHost.Providers.Embedded.Schema;

/// <summary>The numbers a schema allows. A bound beyond what <see cref="decimal"/> holds counts as none.</summary>
internal sealed record NumberRange(decimal? Min, bool MinExcluded, decimal? Max, bool MaxExcluded, decimal? Step)
{
    public static NumberRange Of(JsonObject schema, bool whole)
    {
        var (min, above) = (Number(schema["minimum"]), Number(schema["exclusiveMinimum"]));
        var (max, below) = (Number(schema["maximum"]), Number(schema["exclusiveMaximum"]));
        var minExcluded = above is not null && (min is null || above >= min);
        var maxExcluded = below is not null && (max is null || below <= max);
        var step = Number(schema["multipleOf"]) is > 0 and var multiple ? multiple : (decimal?)null;
        return new(minExcluded ? above : min, minExcluded, maxExcluded ? below : max, maxExcluded, whole ? WholeStep(step) : step);
    }

    public bool Contains(decimal value) =>
        !(value < Min || value > Max || (MinExcluded && value == Min) || (MaxExcluded && value == Max)) && (Step is not { } step || value % step == 0);

    /// <summary>The value, or the allowed number nearest to it, as far as there is one.</summary>
    public decimal Nearest(decimal value)
    {
        var inside = Math.Min(Math.Max(value, Min ?? value), Max ?? decimal.MaxValue);
        if (Step is { } step)
        {
            inside = Math.Round(inside / step, MidpointRounding.AwayFromZero) * step;
            inside += IsBelow(inside) ? step : IsAbove(inside) ? -step : 0;
        }
        else if (!Contains(inside))
        {
            inside = Middle();
        }

        return inside;
    }

    /// <summary>Allowed numbers some steps away from a value, the higher one first.</summary>
    public IEnumerable<decimal> Others(decimal value, int steps)
    {
        var width = Step ?? (Min is { } min && Max is { } max && max > min ? (max - min) / 4_096 : 1);
        return new[] { value + (steps * width), value - (steps * width) }.Where(Contains);
    }

    private bool IsBelow(decimal value) => value < Min || (MinExcluded && value == Min);

    private bool IsAbove(decimal value) => value > Max || (MaxExcluded && value == Max);

    private decimal Middle() => (Min, Max) switch
    {
        ({ } min, { } max) => min + ((max - min) / 2),
        ({ } min, null) => min + 1,
        (null, { } max) => max - 1,
        _ => 0,
    };

    // The smallest whole number that a fraction such as 0.5 or 2.5 divides.
    private static decimal WholeStep(decimal? step)
    {
        var whole = step ?? 1;
        for (var factor = 2; whole % 1 != 0 && factor <= 10_000; factor++)
        {
            whole = step.GetValueOrDefault(1) * factor;
        }

        return whole;
    }

    private static decimal? Number(JsonNode? node) =>
        node?.GetValueKind() == JsonValueKind.Number && decimal.TryParse(node.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && Math.Abs(number) < 1e15m
            ? number
            : null;
}
