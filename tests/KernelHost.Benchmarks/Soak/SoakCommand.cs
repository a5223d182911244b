using KernelHost.Benchmarks.Host;
using KernelHost.Upstream;

namespace KernelHost.Benchmarks.Soak;

/// <summary>Many callers for a long time while three model servers fail in all ways: no call hangs, nothing incomplete looks complete, nothing grows.</summary>
internal static class SoakCommand
{
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(10);

    public static async Task<int> RunAsync(IReadOnlyList<string> args)
    {
        try
        {
            return await RunAsync(SoakOptions.Read(args));
        }
        catch (FormatException wrong)
        {
            await Console.Error.WriteLineAsync(wrong.Message);
            return 2;
        }
    }

    private static async Task<int> RunAsync(SoakOptions options)
    {
        await Console.Error.WriteLineAsync($"soak {options.Arguments}");
        await using var upstream = await FakeUpstream.StartAsync(new() { JournalCapacity = 4 * options.Callers, ChunkDelay = TimeSpan.FromMilliseconds(5) });
        KnownAnswer.Teach(upstream);
        using var server = ServerProcess.Start(null, ("Security__AllowedUpstreams__0", "127.0.0.1"), ("Logging__LogLevel__Default", "None"));
        await server.FirstAnswerAsync();
        var keys = await SoakSetup.CreateAsync(server.Client, upstream.BaseUrls.OpenAi);
        using var run = new SoakRun(options, server, upstream, keys);
        var report = await run.RunAsync(Settling);

        Console.WriteLine(report.Markdown());
        foreach (var text in report.Complaints.Concat(report.Tally.Examples))
        {
            await Console.Error.WriteLineAsync(text);
        }

        return report.Complaints.Count == 0 ? 0 : 1;
    }
}
