using System.Collections.Concurrent;
using KernelHost.Events;
using KernelHost.Providers;

namespace KernelHost.Routing.Health;

/// <summary>
/// What this process saw of every model it called since it started. It knows nothing of a model that was not called, and forgets with the process.
/// Thread-safe, no lock on the path of a call. Bounded: when it is full, models not seen before are not kept.
/// </summary>
public sealed class ModelRecords
{
    private const int Most = 100_000;

    private readonly ConcurrentDictionary<ModelKey, ModelHealth> _models = new();
    private readonly ConcurrentDictionary<ModelKey, CoolDown> _providers = new();
    private readonly HostEvents _events;
    private readonly TimeProvider _time;
    private int _count;

    public ModelRecords(HostEvents events, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        (_events, _time, Since) = (events, time, time.GetUtcNow());
    }

    /// <summary>When it began to count.</summary>
    public DateTimeOffset Since { get; }

    public ModelRecord Find(string organization, string setup, string provider, string model)
    {
        var key = new ModelKey(organization, setup, provider, model);
        if (_models.TryGetValue(key, out var health))
        {
            return health.Record;
        }

        // Nobody called it, but what ails its provider ails it too.
        return _providers.TryGetValue(key with { Model = "" }, out var whole) && CoolingModel.Of(null, whole, _time) is { } cooling
            ? ModelRecord.Unknown with { Cooling = cooling }
            : ModelRecord.Unknown;
    }

    /// <summary>A call from outside a route (a test of the provider, a switch) was answered.</summary>
    public void Served(string organization, string setup, string provider, string model)
    {
        var health = Of(new(organization, setup, provider, model));
        var call = health.Force();
        health.Answering(call);
        health.Succeeded(call);
    }

    /// <summary>A call from outside a route failed.</summary>
    public void Failed(string organization, string setup, string provider, string model, ProviderException failure)
    {
        var health = Of(new(organization, setup, provider, model));
        health.Failed(health.Force(), failure, Organizations.FallbackSettings.Default);
    }

    /// <summary>The one record of a model: the same object as long as the process knows it.</summary>
    internal ModelHealth Of(ModelKey key)
    {
        if (_models.TryGetValue(key, out var known))
        {
            return known;
        }

        // Two first calls at once may both count, and only one of them adds: the bound is kept, nearly.
        var added = New(key);
        if (Interlocked.Increment(ref _count) <= Most && _models.TryAdd(key, added))
        {
            return added;
        }

        Interlocked.Decrement(ref _count);
        return _models.GetValueOrDefault(key) ?? added;
    }

    /// <summary>For an organisation whose config changed: what failed before may work now.</summary>
    /// <param name="organization">Null = all of them.</param>
    public void Reset(string? organization)
    {
        foreach (var (key, health) in _models)
        {
            if (organization is null || key.Organization == organization)
            {
                health.Reset();
            }
        }
    }

    /// <summary>For an organisation that is gone: its slug may be given again.</summary>
    public void Forget(string organization)
    {
        foreach (var (key, _) in _models)
        {
            if (key.Organization == organization && _models.TryRemove(key, out _))
            {
                Interlocked.Decrement(ref _count);
            }
        }

        foreach (var (key, _) in _providers)
        {
            if (key.Organization == organization)
            {
                _providers.TryRemove(key, out _);
            }
        }
    }

    private ModelHealth New(ModelKey key) =>
        new(key, _providers.Count < Most ? _providers.GetOrAdd(key with { Model = "" }, static (_, time) => new(time), _time) : new(_time), _events, _time);
}
