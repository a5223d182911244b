using System.Globalization;

namespace KernelHost.Benchmarks.Speed.Results;

/// <summary>Something that is measured of every party: a line of the table.</summary>
/// <param name="Format">How the number is written.</param>
internal sealed record Figure(string Title, string Format)
{
    public string Write(double value) => value.ToString(Format, CultureInfo.InvariantCulture);
}

/// <param name="Value">In the unit that the figure's title names.</param>
internal sealed record Reading(Figure Figure, double Value)
{
    public override string ToString() => $"{Figure.Title} {Figure.Write(Value)}";
}
