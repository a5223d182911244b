using System.Collections.Frozen;

namespace KernelHost.Routing;

/// <summary>
/// Who a chain of calls is made for, what their key may use, and which models were called meanwhile. It flows with the async context, so that a
/// model call made deep inside a plugin is still within the key's limits and reported to the request that invoked it. Thread-safe.
/// </summary>
public sealed class CallScope : IDisposable
{
    private const int MostReports = 256;
    private static readonly AsyncLocal<CallScope?> Ambient = new();

    private readonly CallScope? _outer;
    private Ended? _last;

    private CallScope(string? keyId, FrozenSet<string>? allowed, CallWishes? wishes, string? smallFastModel, CallScope? outer)
    {
        SmallFastModel = smallFastModel ?? outer?.SmallFastModel;
        Wishes = wishes ?? outer?.Wishes;
        KeyId = keyId;
        Allowed = allowed ?? outer?.Allowed;
        _outer = outer;
    }

    public static CallScope? Current => Ambient.Value;

    public string? KeyId { get; }

    /// <summary>The only models these calls may use, as in <see cref="Models.ModelRequest.Allowed"/>; null = all.</summary>
    public FrozenSet<string>? Allowed { get; }

    /// <summary>What their client asked for itself; null = nothing.</summary>
    public CallWishes? Wishes { get; }

    /// <summary>What these calls use as the small-fast model, as clients write models; null = the setup's own.</summary>
    public string? SmallFastModel { get; }

    /// <summary>The model calls that ended so far, oldest first; at most 256 are kept.</summary>
    public IReadOnlyCollection<ModelCallReport> Reports
    {
        get
        {
            var reports = new List<ModelCallReport>();
            for (var call = Volatile.Read(ref _last); call is not null; call = call.Before)
            {
                reports.Add(call.Report);
            }

            reports.Reverse();
            return reports;
        }
    }

    public static CallScope Begin(string? keyId, FrozenSet<string>? allowed = null, CallWishes? wishes = null, string? smallFastModel = null) =>
        Ambient.Value = new(keyId, allowed, wishes, smallFastModel, Ambient.Value);

    public void Add(ModelCallReport report)
    {
        for (var last = Volatile.Read(ref _last); last is not { Number: >= MostReports };)
        {
            var before = Interlocked.CompareExchange(ref _last, new(report, last, (last?.Number ?? 0) + 1), last);
            if (before == last)
            {
                return;
            }

            last = before;
        }
    }

    public void Dispose() => Ambient.Value = _outer;

    /// <summary>A call that ended, and those before it.</summary>
    private sealed class Ended(ModelCallReport report, Ended? before, int number)
    {
        public ModelCallReport Report => report;

        public Ended? Before => before;

        public int Number => number;
    }
}
