using KernelHost.Benchmarks.Host;

namespace KernelHost.Benchmarks.Speed.Results;

/// <summary>All that was measured; of several rounds the median.</summary>
internal sealed class Readings
{
    private readonly Dictionary<(string Party, Figure Figure), List<double>> _values = [];
    private readonly List<Figure> _figures = [];

    /// <summary>In the order in which they were first measured.</summary>
    public IReadOnlyList<Figure> Figures => _figures;

    public void Add(string party, Reading reading)
    {
        if (!_figures.Contains(reading.Figure))
        {
            _figures.Add(reading.Figure);
        }

        if (!_values.TryGetValue((party, reading.Figure), out var values))
        {
            _values[(party, reading.Figure)] = values = [];
        }

        values.Add(reading.Value);
    }

    /// <summary>Null when it was not measured.</summary>
    public double? Of(string party, Figure figure) => _values.TryGetValue((party, figure), out var values) ? Measure.Median(values) : null;

    /// <summary>How many times one party's figure is another's.</summary>
    public double? Ratio(Figure figure, string party, string other) => Of(party, figure) / Of(other, figure);

    /// <summary>What a party adds to a direct call.</summary>
    public double? Added(Figure figure, string party) => Of(party, figure) - Of(Parties.Party.Direct, figure);
}
