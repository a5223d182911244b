using System.Diagnostics;
using System.Globalization;
using KernelHost.Benchmarks.Host;

namespace KernelHost.Benchmarks.Organizations;

/// <summary>What many organisations cost: start-up, memory and the time of an authenticated request, each beside the same of an empty host in the same run; and changes under load.</summary>
internal static class OrganizationsCommand
{
    private const int Starts = 3;

    public static async Task<int> RunAsync(IReadOnlyList<string> args)
    {
        int Number(string name, int otherwise) => int.Parse(args.Option(name) ?? otherwise.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        var (full, empty) = (Directory.CreateTempSubdirectory("kernelhost-benchmark-"), Directory.CreateTempSubdirectory("kernelhost-benchmark-"));
        try
        {
            var (organizations, keys) = (Number("--organisations", 10_000), Number("--keys", 5));
            var started = Stopwatch.GetTimestamp();
            var tenants = await Seed.FillAsync(full, organizations, keys);
            Measure.Row($"{organizations:#,0} organisations and {organizations * keys:#,0} keys made, each durable", $"{Stopwatch.GetElapsedTime(started).TotalSeconds:0} s");
            await StartsAsync(full, empty);
            await RunningAsync(full, empty, tenants, Number("--calls", 20_000), Number("--changes", 1_000));
            return 0;
        }
        finally
        {
            full.Delete(recursive: true);
            empty.Delete(recursive: true);
        }
    }

    private static async Task StartsAsync(DirectoryInfo full, DirectoryInfo empty)
    {
        await StartAsync(empty);
        List<double> many = [], none = [];
        for (var start = 0; start < Starts; start++)
        {
            none.Add(await StartAsync(empty));
            many.Add(await StartAsync(full));
        }

        var (of, without) = (Measure.Median(many), Measure.Median(none));
        Measure.Row("start to first answer", $"{of:0.00} s; empty host {without:0.00} s; ratio {of / without:0.0}");
    }

    private static async Task<double> StartAsync(DirectoryInfo data)
    {
        var started = Stopwatch.GetTimestamp();
        using var server = ServerProcess.Start(data);
        await server.FirstAnswerAsync();
        return Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static async Task RunningAsync(DirectoryInfo full, DirectoryInfo empty, Tenant[] tenants, int calls, int changes)
    {
        double without;
        using (var server = ServerProcess.Start(empty))
        {
            await server.FirstAnswerAsync();
            without = Measure.ResidentBytes(server.Id);
        }

        using var host = ServerProcess.Start(full);
        await host.FirstAnswerAsync();
        Memory("resident memory after the first answer", host, without, tenants.Length);

        using var client = new TenantClient(host.Client.BaseAddress ?? throw new InvalidOperationException("The server has no address."));
        await Resolves.RunAsync(client, tenants, calls);
        Memory("resident memory after a request of every organisation", host, without, tenants.Length);
        await ListingAsync(host);
        await Changes.RunAsync(client, tenants[0], changes);
    }

    private static void Memory(string what, ServerProcess server, double without, int organizations)
    {
        var bytes = Measure.ResidentBytes(server.Id);
        Measure.Row(what, $"{bytes / 1048576.0:0} MB; empty host {without / 1048576:0} MB; {(bytes - without) / organizations / 1024:0.0} KB per organisation");
    }

    private static async Task ListingAsync(ServerProcess host)
    {
        var times = new List<double>();
        for (var call = 0; call < 200; call++)
        {
            var started = Stopwatch.GetTimestamp();
            using var answer = await host.Client.GetAsync(new Uri("/api/v1/organizations?limit=50", UriKind.Relative));
            answer.EnsureSuccessStatusCode();
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }

        Measure.Row("a page of the list of organisations", $"p50 {Measure.Percentile(times, 0.5):0.00} ms");
    }
}
