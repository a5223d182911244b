using System.Globalization;
using KernelHost.Benchmarks.Speed.Load;
using KernelHost.Benchmarks.Speed.Parties;
using KernelHost.Benchmarks.Speed.Proxy;
using KernelHost.Benchmarks.Speed.Results;
using KernelHost.Benchmarks.Speed.Upstream;

namespace KernelHost.Benchmarks.Speed;

/// <summary>The speed table. The same program, started again with a role, is the model server, the bare proxy and the load generator.</summary>
internal static class SpeedCommand
{
    public const string UpstreamRole = "as-upstream";
    public const string ProxyRole = "as-proxy";
    public const string LoadRole = "as-load";
    public const string HostRole = "as-host";

    public static Task<int> RunAsync(IReadOnlyList<string> args) => args switch
    {
        [UpstreamRole, var port] => FakeModel.RunAsync(Port(port)),
        [ProxyRole, var port, var upstream, var inline] => BareProxy.RunAsync(Port(port), Port(upstream), bool.Parse(inline)),
        [LoadRole, var plan] => LoadGenerator.RunAsync(LoadPlan.FromJson(plan)),
        [HostRole, var counterPort, ..] => CountedHost.RunAsync(Port(counterPort), [.. args.Skip(2)]),
        ["--help" or "-h", ..] => PrintAsync(SpeedOptions.Help, 0),
        _ => MeasureAsync(args),
    };

    private static async Task<int> MeasureAsync(IReadOnlyList<string> args)
    {
        SpeedOptions options;
        try
        {
            options = SpeedOptions.Read(args);
        }
        catch (FormatException wrong)
        {
            return await PrintAsync($"{wrong.Message}\n{SpeedOptions.Help}", 2);
        }

        using var workshop = await Workshop.OpenAsync();
        try
        {
            var readings = await new SpeedRun(workshop, options).MeasureAsync();
            return await PrintAsync($"\n{SpeedTable.Markdown(options.Parties, readings)}\n{Targets.Markdown(readings)}", 0);
        }
        catch (Exception wrong) when (wrong is InvalidOperationException or IOException)
        {
            return await PrintAsync(wrong.Message, 1);
        }
    }

    private static int Port(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    private static async Task<int> PrintAsync(string text, int exitCode)
    {
        await Console.Out.WriteLineAsync(text);
        return exitCode;
    }
}
