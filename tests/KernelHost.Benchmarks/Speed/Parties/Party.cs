using KernelHost.Benchmarks.Speed.Processes;

namespace KernelHost.Benchmarks.Speed.Parties;

/// <summary>Something that stands between the load generator and the model server, and how it is started.</summary>
/// <param name="Name">As written after <c>--parties</c>.</param>
/// <param name="Title">As the table's column says.</param>
internal sealed record Party(string Name, string Title, Func<Workshop, Task<RunningParty>> StartAsync)
{
    public const string Direct = "direct";
    public const string Nginx = "nginx";
    public const string Bare = "bare";
    public const string BareAlike = "bare-alike";
    public const string Portkey = "portkey";
    public const string Host = "kernelhost";
    public const string HostQueued = "kernelhost-queued";

    /// <summary>In the order of the table.</summary>
    public static IReadOnlyList<Party> All { get; } =
    [
        new(Direct, "direct", workshop => Task.FromResult(workshop.Direct)),
        new(Nginx, "nginx", NginxParty.StartAsync),
        new(Bare, "bare proxy", workshop => BareProxyParty.StartAsync(workshop, alike: false)),
        new(BareAlike, "bare proxy set up alike", workshop => BareProxyParty.StartAsync(workshop, alike: true)),
        new(Portkey, "Portkey", PortkeyParty.StartAsync) { MostCalls = 50_000 },
        new(HostQueued, "KernelHost, sockets not inline", workshop => HostParty.StartAsync(workshop, inline: false)) { IsVariant = true },
        new(Host, "KernelHost", workshop => HostParty.StartAsync(workshop, inline: true)),
    ];

    /// <summary>How many calls of the memory row it can answer before one loses patience.</summary>
    public int MostCalls { get; init; } = int.MaxValue;

    /// <summary>Measured only where its difference from the host as it is set up is the question.</summary>
    public bool IsVariant { get; init; }
}

/// <summary>A party that listens.</summary>
/// <param name="Headers">What its requests carry besides the usual: whole lines, each with its line break.</param>
/// <param name="Model">The model its requests name.</param>
internal sealed record RunningParty(Child Process, int Port, string Headers = "", string Model = "gpt-4o") : IDisposable
{
    public void Dispose() => Process.Dispose();
}

/// <summary>This machine cannot run it; the message says why.</summary>
internal sealed class PartyMissingException(string message) : Exception(message);
