using KernelHost.Benchmarks.Speed.Rows;

namespace KernelHost.Benchmarks.Speed;

/// <summary>
/// Calls and streams before anything is measured: the runtimes of .NET and Node compile what is used most only after a while, and in the background; some of it only once there is little to do,
/// which is why a calm stretch ends it.
/// </summary>
internal static class WarmUp
{
    private const int Chunks = 64;

    public static async Task RunAsync(Subject subject)
    {
        var (json, stream) = (Requests.Json(subject.Running), Requests.Stream(subject.Running, TimeSpan.FromMilliseconds(5), Chunks));
        await subject.LoadAsync(subject.Plan(json) with { Connections = CallsRow.Connections, Warming = TimeSpan.Zero, Duration = subject.Lasting(6) });
        await subject.LoadAsync(subject.Plan(stream) with { Connections = CallsRow.Connections, Chunks = Chunks, Warming = TimeSpan.Zero, Duration = subject.Lasting(4) });
        await subject.LoadAsync(subject.Plan(json) with { Connections = LatencyRow.Connections, CallsPerSecond = LatencyRow.CallsPerSecond, Warming = TimeSpan.Zero, Duration = subject.Lasting(20) });
    }
}
