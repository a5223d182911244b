using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace KernelHost.Security;

/// <summary>All keys in memory: by hash, to tell who calls; by organisation, newest first, to list. Thread-safe; reading takes no lock.</summary>
internal sealed class ApiKeyIndex
{
    private static readonly ImmutableSortedDictionary<string, KnownKey> None =
        ImmutableSortedDictionary.Create<string, KnownKey>(Comparer<string>.Create(static (a, b) => string.CompareOrdinal(b, a)));

    private readonly ConcurrentDictionary<KeyHash, KnownKey> _byHash = new();
    private readonly ConcurrentDictionary<Guid, ImmutableSortedDictionary<string, KnownKey>> _byOrganization = new();

    public IEnumerable<KnownKey> All => _byHash.Select(pair => pair.Value);

    public KnownKey? Find(KeyHash hash) => _byHash.GetValueOrDefault(hash);

    public KnownKey? Find(Guid organization, string id) => Of(organization).GetValueOrDefault(id);

    /// <summary>Newest first: ids begin with the time they were made.</summary>
    public ImmutableSortedDictionary<string, KnownKey> Of(Guid organization) => _byOrganization.GetValueOrDefault(organization, None);

    public void Add(ApiKey key)
    {
        var known = new KnownKey(key);
        _byOrganization.AddOrUpdate(key.OrganizationId, static (_, one) => None.Add(one.Key.Id, one), static (_, all, one) => all.SetItem(one.Key.Id, one), known);
        _byHash[key.Hash] = known;
    }

    public void Remove(ApiKey key)
    {
        _byHash.TryRemove(key.Hash, out _);
        _byOrganization.AddOrUpdate(key.OrganizationId, static (_, _) => None, static (_, all, id) => all.Remove(id), key.Id);
    }

    public void RemoveOrganization(Guid organization)
    {
        if (_byOrganization.TryRemove(organization, out var keys))
        {
            foreach (var known in keys.Values)
            {
                _byHash.TryRemove(known.Key.Hash, out _);
            }
        }
    }
}

/// <summary>A key as it is now, and when it was last used: the only part that changes with a request.</summary>
internal sealed class KnownKey(ApiKey key)
{
    private volatile ApiKey _key = key;
    private volatile Known? _caller;
    private long _usedMinute = key.LastUsedAt?.ToUnixTimeSeconds() / 60 ?? 0;
    private long _savedMinute = key.LastUsedAt?.ToUnixTimeSeconds() / 60 ?? 0;

    public ApiKey Key
    {
        get => _key;
        set => _key = value;
    }

    /// <summary>The key with the minute of its last use.</summary>
    public ApiKey Current => Volatile.Read(ref _usedMinute) is > 0 and var minute ? _key with { LastUsedAt = At(minute) } : _key;

    /// <summary>What the store does not know yet of its use; null = nothing.</summary>
    public KeyUse? Unsaved => Volatile.Read(ref _usedMinute) is var minute && minute != Volatile.Read(ref _savedMinute) ? new(_key.Id, At(minute)) : null;

    public void Use(DateTimeOffset now)
    {
        // Written once a minute, so that the processors do not fight over one line of memory.
        if (now.ToUnixTimeSeconds() / 60 is var minute && minute != Volatile.Read(ref _usedMinute))
        {
            Volatile.Write(ref _usedMinute, minute);
        }
    }

    public void Saved(KeyUse use) => Volatile.Write(ref _savedMinute, use.At.ToUnixTimeSeconds() / 60);

    private static DateTimeOffset At(long minute) => DateTimeOffset.FromUnixTimeSeconds(minute * 60);

    /// <summary>Who calls with it: made once for each state of the key.</summary>
    /// <param name="current">The key as it was when the call was let in.</param>
    public Caller CallerIn(string organization, ApiKey current)
    {
        if (_caller is { } known && ReferenceEquals(known.Key, current) && known.Caller.Organization == organization)
        {
            return known.Caller;
        }

        var caller = new Caller(current.Id, current.Role, organization, current.Subject, current.Setup, current.Models) { Limits = current.Limits, ExpiresAt = current.ExpiresAt };
        _caller = new(current, caller);
        return caller;
    }

    private sealed record Known(ApiKey Key, Caller Caller);
}
