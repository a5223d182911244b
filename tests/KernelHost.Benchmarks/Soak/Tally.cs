using System.Collections.Concurrent;
using System.Net;

namespace KernelHost.Benchmarks.Soak;

/// <summary>What became of the calls. Thread-safe; the lists are to be read when nobody calls any more.</summary>
internal sealed class Tally
{
    private const int MostFaults = 20;

    private readonly ConcurrentDictionary<string, int> _models = new(), _fallbacks = new(), _errors = new();
    private readonly ConcurrentDictionary<CallKind, ConcurrentBag<double>> _whole = new();
    private readonly ConcurrentDictionary<string, ConcurrentQueue<string>> _faults = new();
    private readonly ConcurrentDictionary<string, int> _faultCounts = new();
    private int _calls, _left, _errorCount;

    public const string Hung = "hung calls";
    public const string Incomplete = "incomplete answers that looked complete";
    public const string Dishonest = "ends without an answer or an honest error";

    public static IReadOnlyList<string> Invariants { get; } = [Hung, Incomplete, Dishonest];

    public int Calls => _calls;

    /// <summary>Clients that went away before the end.</summary>
    public int Left => _left;

    public int Errors => _errorCount;

    public int Whole => _whole.Values.Sum(bag => bag.Count);

    public IReadOnlyDictionary<string, int> Models => _models;

    public IReadOnlyDictionary<string, int> Fallbacks => _fallbacks;

    /// <summary>By status or <c>event</c>, and code.</summary>
    public IReadOnlyDictionary<string, int> ErrorsByCode => _errors;

    /// <summary>Milliseconds of the whole answers.</summary>
    public IReadOnlyCollection<double> Latencies(CallKind kind) => _whole.TryGetValue(kind, out var bag) ? bag : [];

    public int Faults(string invariant) => _faultCounts.GetValueOrDefault(invariant);

    /// <summary>The first few of them.</summary>
    public IEnumerable<string> Examples => _faults.SelectMany(pair => pair.Value.Select(text => $"{pair.Key}: {text}"));

    public void Ended(CallKind kind, TimeSpan took, CallEnd end)
    {
        Interlocked.Increment(ref _calls);
        if (end.Answer.Fault is { } fault)
        {
            Broke(end.Status == HttpStatusCode.OK ? Incomplete : Dishonest, $"{kind.Name}, {fault}");
        }
        else if (end.Answer.Error is { } code)
        {
            Interlocked.Increment(ref _errorCount);
            Count(_errors, end.Status == HttpStatusCode.OK ? $"event {code}" : $"{(int)end.Status} {code}");
        }
        else
        {
            _whole.GetOrAdd(kind, _ => []).Add(took.TotalMilliseconds);
            Count(_models, end.Answer.Model);
            Count(_fallbacks, end.Answer.FallbackReason);
        }
    }

    public void GaveUp(CallKind kind, string question, bool onPurpose)
    {
        Interlocked.Increment(ref _calls);
        if (onPurpose)
        {
            Interlocked.Increment(ref _left);
        }
        else
        {
            Broke(Hung, $"{kind.Name}, {question}");
        }
    }

    public void Broken(CallKind kind, string question, string how)
    {
        Interlocked.Increment(ref _calls);
        Broke(Dishonest, $"{kind.Name}, {question}: {how}");
    }

    private void Broke(string invariant, string what)
    {
        Count(_faultCounts, invariant);
        var examples = _faults.GetOrAdd(invariant, _ => new());
        if (examples.Count < MostFaults)
        {
            examples.Enqueue(what);
        }
    }

    private static void Count(ConcurrentDictionary<string, int> counts, string? name)
    {
        if (name is not null)
        {
            counts.AddOrUpdate(name, 1, static (_, before) => before + 1);
        }
    }
}
