using KernelHost.Upstream;

namespace KernelHost.Benchmarks.Soak;

/// <summary>What happens to a candidate over time: well for a while, then one of the faults for a while, or well and ill in quick turns.</summary>
internal sealed class Weather(FakeUpstream upstream, Candidate candidate, Random random)
{
    public const string Flap = "flap";

    private static readonly string[] Faults =
    [
        "429", "429-retry-1", "429-retry-8", "429-date-2", "500", "503", "reset", "hang", "slow-first-token", "stall", "keepalive-stall", "cut",
        "malformed-chunk", "error-in-200", "error-in-stream", "error-mid-stream", "no-done", "no-finish", "html-502", "empty-200", "empty-stream", Flap,
    ];

    private readonly SortedDictionary<string, int> _played = new(StringComparer.Ordinal);

    public static int Kinds => Faults.Length;

    /// <summary>How often each fault began. Not to be read while it runs.</summary>
    public IReadOnlyDictionary<string, int> Played => _played;

    /// <summary>Until cancelled; the candidate is well at the end.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            while (true)
            {
                candidate.Heal(upstream);
                await Task.Delay(random.Next(1000, 4000), stop);
                await PlayAsync(Faults[random.Next(Faults.Length)], stop);
            }
        }
        catch (OperationCanceledException)
        {
            candidate.Heal(upstream);
        }
    }

    private Task PlayAsync(string fault, CancellationToken stop)
    {
        _played[fault] = _played.GetValueOrDefault(fault) + 1;
        return fault == Flap ? FlapAsync(stop) : StayAsync(fault, random.Next(500, 2500), stop);
    }

    private async Task FlapAsync(CancellationToken stop)
    {
        for (var turn = 0; turn < 8; turn++)
        {
            await StayAsync("503", random.Next(50, 200), stop);
            candidate.Heal(upstream);
            await Task.Delay(random.Next(50, 200), stop);
        }
    }

    private Task StayAsync(string fault, int milliseconds, CancellationToken stop)
    {
        candidate.Fail(upstream, fault);
        return Task.Delay(milliseconds, stop);
    }
}
