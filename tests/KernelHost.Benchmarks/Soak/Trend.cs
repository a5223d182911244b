namespace KernelHost.Benchmarks.Soak;

/// <summary>How a figure moves over time. Not thread-safe.</summary>
internal sealed class Trend
{
    private readonly List<(double Minutes, double Value)> _samples = [];

    public bool IsEmpty => _samples.Count == 0;

    public double Last => _samples[^1].Value;

    public double Most => _samples.Max(sample => sample.Value);

    public void Add(TimeSpan at, double value) => _samples.Add((at.TotalMinutes, value));

    /// <summary>Change per minute over the last half, by least squares; null with fewer than two samples there.</summary>
    public double? Slope()
    {
        var half = LastHalf();
        if (half.Length < 2)
        {
            return null;
        }

        var (x, y) = (half.Average(one => one.Minutes), half.Average(one => one.Value));
        return half.Sum(one => (one.Minutes - x) * (one.Value - y)) / half.Sum(one => (one.Minutes - x) * (one.Minutes - x));
    }

    private (double Minutes, double Value)[] LastHalf() => [.. _samples.Where(sample => sample.Minutes >= _samples[^1].Minutes / 2)];
}
