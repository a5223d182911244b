using KernelHost.Providers;
using KernelHost.Routing;

namespace KernelHost.Tests.Routing;

/// <summary>Three model servers that are now well and now not. Each does the same for a while; faults are as the providers' exceptions tell them.</summary>
internal sealed class FailingWorld(Random random, ManualTimeProvider time, TimeSpan patience)
{
    private readonly Dictionary<string, Mood> _moods = new() { ["a"] = Mood.Well, ["b"] = Mood.Well, ["c"] = Mood.Well };

    private enum Mood
    {
        Well,
        Broken,
        Limited,
        LimitedAndSaysHowLong,
        Silent,
        Unreachable,
        KeyRefused,
        BreaksOff,
        Moody,
    }

    /// <summary>Now and then somebody's mood changes; the first candidate's more often for the worse.</summary>
    public void Change()
    {
        foreach (var model in _moods.Keys)
        {
            if (random.Next(25) == 0)
                _moods[model] = random.Next(model == "a" ? 4 : 2) == 0 ? Mood.Well : (Mood)random.Next(1, 9);
        }
    }

    public void Heal()
    {
        foreach (var model in _moods.Keys)
            _moods[model] = Mood.Well;
    }

    public bool BreaksOff(Turn turn) => _moods[turn.Candidate.Model] == Mood.BreaksOff;

    public async Task<string> AnswerAsync(Turn turn)
    {
        var mood = _moods[turn.Candidate.Model];
        if (mood == Mood.Moody)
            mood = random.Next(2) == 0 ? Mood.Well : Mood.Broken;
        await WaitAsync(TimeSpan.FromSeconds(mood == Mood.Silent ? patience.TotalSeconds : random.NextDouble() * 0.4), turn.Limit.Token);
        return mood switch
        {
            Mood.Well or Mood.BreaksOff => turn.Candidate.Model,
            Mood.Broken => throw new ProviderException(FailureClass.Error, "500") { Status = 500 },
            Mood.Limited => throw new ProviderException(FailureClass.RateLimit, "429") { Status = 429 },
            Mood.LimitedAndSaysHowLong => throw new ProviderException(FailureClass.RateLimit, "429") { Status = 429, RetryAfter = TimeSpan.FromSeconds(random.Next(1, 30)) },
            Mood.Silent => throw new ProviderException(FailureClass.Timeout, "no first token"),
            Mood.Unreachable => throw new ProviderException(FailureClass.Error, "refused") { IsOfProvider = true },
            _ => throw new ProviderException(FailureClass.Error, "no") { Status = 503 },
        };
    }

    // Task.Delay would go on on another thread when it is cancelled.
    private async Task WaitAsync(TimeSpan span, CancellationToken cancellationToken)
    {
        var over = new TaskCompletionSource();
        await using var timer = time.CreateTimer(_ => over.TrySetResult(), null, span, Timeout.InfiniteTimeSpan);
        await using var cancelled = cancellationToken.UnsafeRegister(_ => over.TrySetCanceled(cancellationToken), null);
        await over.Task;
    }
}
