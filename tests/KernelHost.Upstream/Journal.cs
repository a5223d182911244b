namespace KernelHost.Upstream;

/// <summary>What the server received, oldest first.</summary>
public sealed class Journal(int capacity)
{
    // A test that waits for something that never comes should fail with the journal's content, not hang.
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly Queue<JournalEntry> _entries = [];
    private readonly List<(Func<IReadOnlyList<JournalEntry>, JournalEntry?> Find, TaskCompletionSource<JournalEntry> Found)> _waiting = [];

    public IReadOnlyList<JournalEntry> Entries
    {
        get { lock (_lock) { return [.. _entries]; } }
    }

    public IEnumerable<JournalEntry> For(string model) => Entries.Where(e => e.Model == model);

    public void Clear()
    {
        lock (_lock) { _entries.Clear(); }
    }

    /// <summary>The first entry that fits: one already here, else the next to arrive.</summary>
    public Task<JournalEntry> WaitForAsync(Func<JournalEntry, bool>? fits = null, CancellationToken cancellationToken = default) =>
        WaitAsync(entries => entries.FirstOrDefault(e => fits is null || fits(e)), cancellationToken);

    /// <summary>Waits until at least <paramref name="count"/> entries are here.</summary>
    public async Task<IReadOnlyList<JournalEntry>> WaitForCountAsync(int count, CancellationToken cancellationToken = default)
    {
        await WaitAsync(entries => entries.Count >= count ? entries[count - 1] : null, cancellationToken);
        return Entries;
    }

    internal void Add(JournalEntry entry)
    {
        lock (_lock)
        {
            _entries.Enqueue(entry);
            if (_entries.Count > capacity)
            {
                _entries.Dequeue();
            }

            _waiting.RemoveAll(w => w.Find([.. _entries]) is { } found && w.Found.TrySetResult(found));
        }
    }

    private async Task<JournalEntry> WaitAsync(Func<IReadOnlyList<JournalEntry>, JournalEntry?> find, CancellationToken cancellationToken)
    {
        var found = new TaskCompletionSource<JournalEntry>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (find([.. _entries]) is { } here)
            {
                return here;
            }

            _waiting.Add((find, found));
        }

        try
        {
            return await found.Task.WaitAsync(Patience, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"Nothing fitting arrived. The journal holds: {string.Join(", ", Entries)}");
        }
        finally
        {
            lock (_lock) { _waiting.RemoveAll(w => w.Found == found); }
        }
    }
}
