using System.Globalization;
using KernelHost.Benchmarks.Speed.Parties;
using KernelHost.Benchmarks.Speed.Rows;

namespace KernelHost.Benchmarks.Speed;

/// <summary>What a run of <c>speed</c> measures.</summary>
internal sealed record SpeedOptions(IReadOnlyList<Party> Parties, IReadOnlyList<Row> Rows, int Rounds, int Calls, bool Quick)
{
    public const string Help = """
        speed: the host beside other gateways, each a process of its own on loopback, and the targets it is held to
          --parties a,b   of direct,nginx,bare,bare-alike,portkey,kernelhost-queued,kernelhost (default: all; nginx and Portkey are installed if they are not there, else skipped)
          --rows a,b      of calls,large,latency,streams,tokens,held,memory,mixed,allocation (default: all; held, memory and allocation are measured once, held without Portkey)
          --rounds N      each row is measured so often, the parties in turns; the table has the medians (3)
          --calls N       of the memory row (1000000; Portkey at most 50000)
          --quick         one short round, 50,000 calls: to see that it works, not for figures
        How it goes is told on standard error, the tables on standard output are Markdown.
        """;

    private const int AllCalls = 1_000_000;
    private const int QuickCalls = 50_000;

    /// <exception cref="FormatException">Says what is wrong.</exception>
    public static SpeedOptions Read(IReadOnlyList<string> args)
    {
        var quick = args.Contains("--quick");
        return new(
            Pick(args.Option("--parties"), Party.All, party => party.Name),
            Pick(args.Option("--rows"), Row.All, row => row.Name),
            Number(args, "--rounds", quick ? 1 : 3),
            Number(args, "--calls", quick ? QuickCalls : AllCalls),
            quick);
    }

    private static int Number(IReadOnlyList<string> args, string name, int otherwise) =>
        args.Option(name) is not { } text ? otherwise
        : int.TryParse(text, CultureInfo.InvariantCulture, out var number) && number > 0 ? number
        : throw new FormatException($"{name} needs a positive number.");

    private static IReadOnlyList<T> Pick<T>(string? chosen, IReadOnlyList<T> all, Func<T, string> name)
    {
        var names = chosen?.Split(',') ?? [.. all.Select(name)];
        return names.FirstOrDefault(one => !all.Any(known => name(known) == one)) is { } unknown
            ? throw new FormatException($"There is no \"{unknown}\"; there are {string.Join(", ", all.Select(name))}.")
            : [.. all.Where(known => names.Contains(name(known)))];
    }
}
