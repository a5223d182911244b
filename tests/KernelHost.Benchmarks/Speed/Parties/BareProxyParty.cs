using KernelHost.Benchmarks.Speed.Processes;

namespace KernelHost.Benchmarks.Speed.Parties;

internal static class BareProxyParty
{
    /// <param name="alike">With the sockets and the thread pool set up as the host sets up its own.</param>
    public static async Task<RunningParty> StartAsync(Workshop workshop, bool alike)
    {
        var port = Child.FreePort();
        var process = Child.StartSelf(
            workshop.NewFile("proxy.log"), alike ? LeanSockets.Environment : null, "speed", SpeedCommand.ProxyRole, $"{port}", $"{workshop.UpstreamPort}", $"{alike}");
        await process.ListensAsync(port);
        return new(process, port, Model: "openai/gpt-4o");
    }
}
