using KernelHost.Benchmarks.Canard;
using KernelHost.Benchmarks.Fidelity;
using KernelHost.Benchmarks.Host;
using KernelHost.Benchmarks.Organizations;
using KernelHost.Benchmarks.Plugins;
using KernelHost.Benchmarks.Retrieval;
using KernelHost.Benchmarks.Soak;
using KernelHost.Benchmarks.Speed;

namespace KernelHost.Benchmarks;

/// <summary>One benchmark: what <c>--help</c> says of it, and what runs. It returns the exit code of the process.</summary>
/// <param name="HasHelp">It answers <c>--help</c> itself, with more.</param>
internal sealed record Command(string Summary, Func<IReadOnlyList<string>, Task<int>> RunAsync, bool HasHelp = false);

/// <summary>The benchmarks by name. A new one is a line here.</summary>
internal static class Commands
{
    private static readonly SortedDictionary<string, Command> All = new(StringComparer.Ordinal)
    {
        ["fidelity"] = new("generated calls, compared byte for byte on both sides of the host: [--cases 100000] [--seed N]", FidelityCommand.RunAsync),
        ["fuzz"] = new("generated requests over all endpoints; no fault, no hang, no growth: [--requests 100000] [--seed N]", FuzzCommand.RunAsync),
        ["kernels"] = new("kernels built per second, memory per organisation: [--organisations 10000] [--plugins <folder>]", KernelsCommand.RunAsync),
        ["organizations"] = new("a host of many organisations beside an empty one: [--organisations 10000] [--keys 5] [--calls 20000] [--changes 1000]", OrganizationsCommand.RunAsync),
        ["plugins"] = new("what a call of a plugin costs, and reloads under load: [--rounds 15] [--reloads 100] [--warm 200] [--callers 4] [--quick]", PluginsCommand.RunAsync),
        ["server"] = new("cold start to first answer, memory idle and after calls: [--calls 10000] [--starts 5]", ServerCommand.RunAsync),
        ["allocations"] = new("bytes allocated per forwarded call, by BenchmarkDotNet: [--types]", AllocationsCommand.RunAsync),
        ["soak"] = new("many callers for long while three model servers fail in all ways: [--minutes 10 | --seconds N] [--callers 200] [--seed N]", SoakCommand.RunAsync),
        ["speed"] = new("the host beside nginx, a bare proxy and Portkey, and the targets it is held to; --help says more", SpeedCommand.RunAsync, HasHelp: true),
        ["retrieval"] = new("what knowledge bases find, how fast, in how much memory: --data <folder> or --chunks 1000000", RetrievalCommand.RunAsync),
        ["canard"] = new("query rewriting of the embedded provider: --data <folder> [--show <n>]", CanardCommand.RunAsync),
    };

    public static Task<int> RunAsync(string[] args)
    {
        if (args is [var name, .. var rest] && All.TryGetValue(name, out var command))
        {
            return rest is ["--help" or "-h"] && !command.HasHelp ? PrintAsync(name, command) : command.RunAsync(rest);
        }

        foreach (var (known, about) in All)
        {
            Print(known, about);
        }

        return Task.FromResult(args is [] or ["--help" or "-h" or "help"] ? 0 : 2);
    }

    private static Task<int> PrintAsync(string name, Command command)
    {
        Print(name, command);
        return Task.FromResult(0);
    }

    private static void Print(string name, Command command) => Console.WriteLine($"{name,-16}{command.Summary}");

    /// <summary>The value after an option such as <c>--data</c>; null when it is not there.</summary>
    public static string? Option(this IReadOnlyList<string> args, string name)
    {
        var at = args.ToList().IndexOf(name);
        return at >= 0 && at + 1 < args.Count ? args[at + 1] : null;
    }
}
