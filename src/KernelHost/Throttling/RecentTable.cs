using System.Collections.Concurrent;

namespace KernelHost.Throttling;

/// <summary>A table that stays small: when it is full, the eighth that was used longest ago goes. Thread-safe; reading takes no lock.</summary>
internal sealed class RecentTable<TKey, TValue>(int capacity, Func<TValue, long> lastUse)
    where TKey : notnull
{
    private readonly ConcurrentDictionary<TKey, TValue> _entries = new();
    private readonly Lock _trimming = new();

    public int Count => _entries.Count;

    public bool TryGet(TKey key, out TValue? value) => _entries.TryGetValue(key, out value);

    public void Set(TKey key, TValue value)
    {
        _entries[key] = value;
        MakeRoom();
    }

    public TValue GetOrAdd(TKey key, Func<TKey, TValue> make)
    {
        if (_entries.TryGetValue(key, out var known))
        {
            return known;
        }

        var added = _entries.GetOrAdd(key, make);
        MakeRoom();
        return added;
    }

    public void Remove(TKey key) => _entries.TryRemove(key, out _);

    private void MakeRoom()
    {
        if (_entries.Count <= capacity)
        {
            return;
        }

        lock (_trimming)
        {
            if (_entries.Count > capacity)
            {
                foreach (var (key, _) in _entries.ToArray().OrderBy(entry => lastUse(entry.Value)).Take((capacity / 8) + 1))
                {
                    _entries.TryRemove(key, out _);
                }
            }
        }
    }
}
