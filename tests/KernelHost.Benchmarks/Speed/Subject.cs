using KernelHost.Benchmarks.Speed.Load;
using KernelHost.Benchmarks.Speed.Parties;
using KernelHost.Benchmarks.Speed.Processes;

namespace KernelHost.Benchmarks.Speed;

/// <summary>A running party under measurement.</summary>
internal sealed record Subject(Party Party, RunningParty Running, Workshop Workshop, SpeedOptions Options)
{
    /// <summary>A plan for this party: its port and its process; the row fills in the rest.</summary>
    public LoadPlan Plan(params IReadOnlyList<string> requests) => new() { Port = Running.Port, WatchedProcess = Running.Process.Id, Requests = requests };

    /// <summary>Long enough for figures, or short enough to try the command.</summary>
    public TimeSpan Lasting(double seconds) => TimeSpan.FromSeconds(Options.Quick ? Math.Max(1, seconds / 5) : seconds);

    /// <summary>Carries out a plan in a process of its own.</summary>
    /// <exception cref="InvalidOperationException">A call failed.</exception>
    public async Task<LoadResult> LoadAsync(LoadPlan plan)
    {
        using var generator = Child.StartSelf(Workshop.NewFile("load.log"), null, "speed", SpeedCommand.LoadRole, plan.ToJson());
        var printed = await generator.EndAsync();
        return printed.StartsWith('{') ? LoadResult.FromJson(printed) : throw new InvalidOperationException($"{Party.Title}: {printed}");
    }
}
