using System.Collections.Concurrent;

namespace KernelHost.Jobs;

/// <summary>The jobs that have not ended, and whose turn it is: the oldest of an organisation that has not as many at work as it may. Thread-safe.</summary>
internal sealed class JobQueue(JobsOptions options)
{
    private readonly Lock _one = new();
    private readonly LinkedList<LiveJob> _waiting = [];
    private readonly Dictionary<Guid, int> _running = [];
    private readonly ConcurrentDictionary<string, LiveJob> _live = new(StringComparer.Ordinal);
    private int _allRunning;

    public IEnumerable<LiveJob> Live => _live.Values;

    /// <summary>Null when there is none, or it has ended.</summary>
    public LiveJob? Find(string id) => _live.GetValueOrDefault(id);

    public int Unfinished(Guid organization) => _live.Values.Count(live => live.Current.OrganizationId == organization);

    public void Add(LiveJob job)
    {
        _live[job.Current.Id] = job;
        lock (_one)
        {
            _waiting.AddLast(job);
        }
    }

    /// <summary>The next that may be done now; it counts as running until <see cref="Leave"/>. Null when none may.</summary>
    public LiveJob? TryTake()
    {
        lock (_one)
        {
            for (var node = _waiting.First; node is not null && _allRunning < options.MostRunning; node = node.Next)
            {
                var organization = node.Value.Current.OrganizationId;
                var running = _running.GetValueOrDefault(organization);
                if (running < options.MostRunningPerOrganization)
                {
                    _waiting.Remove(node);
                    _running[organization] = running + 1;
                    _allRunning++;
                    return node.Value;
                }
            }

            return null;
        }
    }

    /// <summary>Takes one that waits out of the row.</summary>
    /// <returns>False when it does not wait (any more).</returns>
    public bool TryWithdraw(LiveJob job)
    {
        lock (_one)
        {
            return _waiting.Remove(job);
        }
    }

    /// <summary>One that was taken is not at work any more.</summary>
    public void Leave(LiveJob job)
    {
        lock (_one)
        {
            var organization = job.Current.OrganizationId;
            _allRunning--;
            if (--_running[organization] == 0)
            {
                _running.Remove(organization);
            }
        }
    }

    /// <summary>It has ended.</summary>
    public void Remove(LiveJob job) => _live.TryRemove(job.Current.Id, out _);
}
