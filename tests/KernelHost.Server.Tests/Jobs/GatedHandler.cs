using System.Collections.Concurrent;
using System.Threading.Channels;
using KernelHost.Jobs;
using KernelHost.Routing;

namespace KernelHost.Server.Tests.Jobs;

/// <summary>Work whose steps the test takes: a number is the next piece of progress, in percent; then it ends, or throws.</summary>
internal sealed class GatedHandler : IJobHandler
{
    private readonly ConcurrentDictionary<string, Channel<object>> _steps = new();
    private readonly Channel<string> _begun = Channel.CreateUnbounded<string>();
    private int _running;

    public const string Name = "gated";

    public string Kind => Name;

    public int MostAtOnce { get; private set; }

    /// <summary>The key and the models of the work that was done last.</summary>
    public (string? Key, IReadOnlyCollection<string>? Allowed) Scope { get; private set; }

    public async Task RunAsync(JobWork work, CancellationToken cancellationToken)
    {
        MostAtOnce = Math.Max(MostAtOnce, Interlocked.Increment(ref _running));
        Scope = (CallScope.Current?.KeyId, CallScope.Current?.Allowed);
        _begun.Writer.TryWrite(work.Input.GetProperty("name").GetString()!);
        try
        {
            await foreach (var step in StepsOf(work.Job.Id).Reader.ReadAllAsync(cancellationToken))
            {
                if (step is Exception failure)
                {
                    throw failure;
                }

                work.Report((int)step / 100.0, $"at {step}");
            }
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    /// <summary>The name of the next that begins.</summary>
    public async Task<string> BegunAsync() => await _begun.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));

    public void Step(string job, int percent) => StepsOf(job).Writer.TryWrite(percent);

    public void Fail(string job, Exception failure) => StepsOf(job).Writer.TryWrite(failure);

    public void Finish(string job) => StepsOf(job).Writer.TryComplete();

    private Channel<object> StepsOf(string job) => _steps.GetOrAdd(job, _ => Channel.CreateUnbounded<object>());
}
