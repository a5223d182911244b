using System.Collections.Concurrent;

namespace KernelHost.Routing;

/// <summary>
/// Who a chain of calls is made for, and which models were called meanwhile. It flows with the async context, so that a model call made deep
/// inside a plugin is still reported to the request that invoked it. Thread-safe.
/// </summary>
public sealed class CallScope : IDisposable
{
    private const int MostReports = 256;
    private static readonly AsyncLocal<CallScope?> Ambient = new();

    private readonly ConcurrentQueue<ModelCallReport> _reports = new();
    private readonly CallScope? _outer;

    private CallScope(string? keyId, CallScope? outer)
    {
        KeyId = keyId;
        _outer = outer;
    }

    public static CallScope? Current => Ambient.Value;

    public string? KeyId { get; }

    /// <summary>The model calls that ended so far, oldest first; at most 256 are kept.</summary>
    public IReadOnlyCollection<ModelCallReport> Reports => _reports;

    public static CallScope Begin(string? keyId) => Ambient.Value = new(keyId, Ambient.Value);

    public void Add(ModelCallReport report)
    {
        if (_reports.Count < MostReports)
        {
            _reports.Enqueue(report);
        }
    }

    public void Dispose() => Ambient.Value = _outer;
}
