using System.Globalization;

namespace KernelHost.Benchmarks.Plugins;

/// <summary>What a call of a plugin costs by the ways there are, and a plugin reloaded many times under load.</summary>
internal static class PluginsCommand
{
    public static async Task<int> RunAsync(IReadOnlyList<string> args)
    {
        var quick = args.Contains("--quick");
        int Number(string name, int otherwise) => args.Option(name) is { } given ? int.Parse(given, CultureInfo.InvariantCulture) : otherwise;
        if (Number("--rounds", quick ? 5 : 15) is > 0 and var rounds)
        {
            await OverheadRun.RunAsync(rounds, warm: TimeSpan.FromSeconds(quick ? 1 : 3));
        }

        if (Number("--reloads", quick ? 20 : 100) is > 0 and var reloads)
        {
            return await new ReloadRun(reloads, Number("--warm", quick ? 20 : 200), Number("--callers", 4)).RunAsync() ? 0 : 1;
        }

        return 0;
    }
}
