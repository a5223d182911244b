using System.Collections.Concurrent;
using KernelHost.Providers;

namespace KernelHost.Routing;

/// <summary>
/// What this process saw of every model it called since it started: how the last call went, and how many tokens were used. It knows nothing of a model
/// that was not called, and forgets with the process. Thread-safe, no lock on the path of a call. Bounded: when it is full, models not seen before
/// are not recorded.
/// </summary>
public sealed class ModelRecords
{
    private const int Most = 100_000;

    private readonly ConcurrentDictionary<Key, Entry> _entries = new();
    private readonly TimeProvider _time;
    private int _count;

    public ModelRecords(TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        (_time, Since) = (time, time.GetUtcNow());
    }

    /// <summary>When it began to count.</summary>
    public DateTimeOffset Since { get; }

    public ModelRecord Find(string organization, string setup, string provider, string model) =>
        _entries.TryGetValue(new(organization, setup, provider, model), out var entry) ? entry.Read(_time.GetUtcNow()) : ModelRecord.Unknown;

    public void Served(string organization, string setup, string provider, string model) => Entered(new(organization, setup, provider, model))?.Served();

    /// <summary>Failures that are the caller's own doing say nothing of the model and are not recorded.</summary>
    public void Failed(string organization, string setup, string provider, string model, ProviderException failure)
    {
        if (failure.Class is FailureClass.RateLimit or FailureClass.Error or FailureClass.Timeout or FailureClass.Auth || failure.Status == 404)
        {
            Entered(new(organization, setup, provider, model))?.Failed(ModelFailure.Of(failure, _time.GetUtcNow()));
        }
    }

    public void Used(string organization, string setup, string provider, string model, long tokens) =>
        Entered(new(organization, setup, provider, model))?.Used(tokens);

    /// <summary>For an organisation that is gone: its slug may be given again.</summary>
    public void Forget(string organization)
    {
        foreach (var (key, _) in _entries)
        {
            if (key.Organization == organization && _entries.TryRemove(key, out _))
            {
                Interlocked.Decrement(ref _count);
            }
        }
    }

    private Entry? Entered(Key key)
    {
        if (_entries.TryGetValue(key, out var known))
        {
            return known;
        }

        // Two first calls at once may both count, and only one of them adds: the bound is kept, nearly.
        if (Interlocked.Increment(ref _count) <= Most && _entries.TryAdd(key, new()))
        {
            return _entries.GetValueOrDefault(key);
        }

        Interlocked.Decrement(ref _count);
        return _entries.GetValueOrDefault(key);
    }

    private readonly record struct Key(string Organization, string Setup, string Provider, string Model);

    private sealed class Entry
    {
        private volatile ModelFailure? _failure;
        private long _tokens;

        // Most calls succeed after one that did: they only read.
        public void Served()
        {
            if (_failure is not null)
            {
                _failure = null;
            }
        }

        public void Failed(ModelFailure failure) => _failure = failure;

        public void Used(long tokens) => Interlocked.Add(ref _tokens, tokens);

        public ModelRecord Read(DateTimeOffset now) => new(_failure is { } failure && !(failure.Until <= now) ? failure : null, Interlocked.Read(ref _tokens));
    }
}

/// <param name="Failure">How the last call failed; null when it did not, when a rate limit is over, or when there was no call.</param>
/// <param name="TokensUsed">Since the process started.</param>
public sealed record ModelRecord(ModelFailure? Failure, long TokensUsed)
{
    public static ModelRecord Unknown { get; } = new(null, 0);
}

/// <param name="Class">The failure class as the contract names it.</param>
/// <param name="Until">When a rate limit ends, if the server said so.</param>
public sealed record ModelFailure(string Class, string Message, DateTimeOffset At, DateTimeOffset? Until)
{
    private const int LongestMessage = 300;

    public bool IsRateLimit => Class == FailureClass.RateLimit.Wire();

    internal static ModelFailure Of(ProviderException failure, DateTimeOffset now) => new(
        failure.Class == FailureClass.BadRequest ? FailureClass.Error.Wire() : failure.Class.Wire(),
        failure.Message.Length > LongestMessage ? failure.Message[..LongestMessage] + "…" : failure.Message,
        now, failure.Class == FailureClass.RateLimit && failure.RetryAfter is { } wait ? now + wait : null);
}
