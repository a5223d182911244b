using System.Globalization;

namespace KernelHost.Benchmarks.Soak;

/// <summary>How long, with how many callers, and from which seed the faults and calls are drawn.</summary>
internal sealed record SoakOptions(TimeSpan Length, int Callers, int Seed)
{
    private const int Minutes = 10;
    private const int MostCallers = 200;

    /// <summary>The arguments that make this run again, but for the order in which callers get their turn.</summary>
    public string Arguments => string.Create(CultureInfo.InvariantCulture, $"--seconds {Length.TotalSeconds:0} --callers {Callers} --seed {Seed}");

    /// <exception cref="FormatException">Says what is wrong.</exception>
    public static SoakOptions Read(IReadOnlyList<string> args)
    {
        var seconds = args.Option("--seconds") is null ? 60 * Number(args, "--minutes", Minutes) : Number(args, "--seconds", 0);
        return new(TimeSpan.FromSeconds(seconds), Number(args, "--callers", MostCallers), Number(args, "--seed", Random.Shared.Next(1, int.MaxValue)));
    }

    private static int Number(IReadOnlyList<string> args, string name, int otherwise) =>
        args.Option(name) is not { } text ? otherwise
        : int.TryParse(text, CultureInfo.InvariantCulture, out var number) && number > 0 ? number
        : throw new FormatException($"{name} needs a positive whole number.");
}
