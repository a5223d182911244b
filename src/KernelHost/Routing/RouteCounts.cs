using System.Collections.Concurrent;
using KernelHost.Models.Rules;

namespace KernelHost.Routing;

/// <summary>
/// How many requests each rule of each route took since this process started, and each variant of a split. A request counts once, whether it was answered or not.
/// Thread-safe, no lock on the path of a call. Bounded: when it is full, rules not seen before are not counted.
/// </summary>
public sealed class RouteCounts(TimeProvider time)
{
    private const int Most = 100_000;

    private readonly ConcurrentDictionary<Key, Count> _counts = new();
    private int _size;

    /// <summary>When it began to count.</summary>
    public DateTimeOffset Since { get; } = time.GetUtcNow();

    /// <param name="variant">Null = of all.</param>
    public long Of(string organization, string setup, string route, string rule, string? variant = null) =>
        _counts.TryGetValue(new(organization, setup, route, rule, variant), out var count) ? count.Read() : 0;

    public void Add(string organization, string setup, RouteTaken taken)
    {
        ArgumentNullException.ThrowIfNull(taken);
        Entered(new(organization, setup, taken.Name, taken.Rule, null))?.Add();
        if (taken.Variant is { } variant)
        {
            Entered(new(organization, setup, taken.Name, taken.Rule, variant))?.Add();
        }
    }

    /// <summary>For an organisation that is gone: its slug may be given again.</summary>
    public void Forget(string organization)
    {
        foreach (var (key, _) in _counts)
        {
            if (key.Organization == organization && _counts.TryRemove(key, out _))
            {
                Interlocked.Decrement(ref _size);
            }
        }
    }

    private Count? Entered(Key key)
    {
        if (_counts.TryGetValue(key, out var known))
        {
            return known;
        }

        if (Interlocked.Increment(ref _size) > Most || !_counts.TryAdd(key, new()))
        {
            Interlocked.Decrement(ref _size);
        }

        return _counts.GetValueOrDefault(key);
    }

    private readonly record struct Key(string Organization, string Setup, string Route, string Rule, string? Variant);

    private sealed class Count
    {
        private long _value;

        public void Add() => Interlocked.Increment(ref _value);

        public long Read() => Interlocked.Read(ref _value);
    }
}
