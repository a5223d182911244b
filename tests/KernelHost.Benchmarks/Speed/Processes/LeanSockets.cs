namespace KernelHost.Benchmarks.Speed.Processes;

/// <summary>The environment in which the runtime neither spins for work nor hands each socket's completion to another thread.</summary>
internal static class LeanSockets
{
    public static IReadOnlyDictionary<string, string> Environment { get; } = new Dictionary<string, string>
    {
        ["DOTNET_ThreadPool_UnfairSemaphoreSpinLimit"] = "0",
        ["DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS"] = "1",
    };
}
