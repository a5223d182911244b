using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using KernelHost.Benchmarks.Host;
using KernelHost.Traffic.Fidelity;

namespace KernelHost.Benchmarks.Fidelity;

/// <summary>Generated calls through the real server to a model server that answers as it is told: every byte both ways is compared with what it must be.</summary>
internal static class FidelityCommand
{
    private const int Callers = 8;

    public static async Task<int> RunAsync(IReadOnlyList<string> args)
    {
        var cases = int.Parse(args.Option("--cases") ?? "100000", CultureInfo.InvariantCulture);
        var seed = args.Option("--seed") is { } given ? int.Parse(given, CultureInfo.InvariantCulture) : Random.Shared.Next();
        Console.WriteLine($"seed {seed}");
        await using var upstream = await RawUpstream.StartAsync(Callers);
        using var server = ServerProcess.Start(null, ("Logging__LogLevel__Default", "None"), ("Server__AdminRequestsPerMinute", "0"));
        await server.FirstAnswerAsync();
        var clients = await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => CreateAsync(server, caller, upstream.BaseUrl(caller))));
        var run = new FidelityRun(upstream, clients, seed);

        var started = Stopwatch.GetTimestamp();
        await run.SendAsync(cases);

        Measure.Row($"{cases:#,0} cases, {cases / Stopwatch.GetElapsedTime(started).TotalSeconds:#,0} per second, not the same byte for byte", $"{run.Failures.Count}");
        foreach (var failure in run.Failures.Take(5))
            Console.WriteLine(failure);
        return run.Failures.Count == 0 ? 0 : 1;
    }

    private static async Task<HttpClient> CreateAsync(ServerProcess server, int caller, string baseUrl)
    {
        var slug = $"caller-{caller}";
        using var created = await server.Client.PostAsJsonAsync("/api/v1/organizations", new { slug, name = slug, config = new { version = "1.0", setups = new Dictionary<string, object> { ["default"] = FidelityRun.Setup(baseUrl) } } });
        created.EnsureSuccessStatusCode();
        using var key = await server.Client.PostAsJsonAsync($"/api/v1/organizations/{slug}/keys", new { name = "fidelity", role = "member" });
        key.EnsureSuccessStatusCode();
        var secret = (await key.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("key").GetString();
        return new() { BaseAddress = server.Client.BaseAddress, DefaultRequestHeaders = { Authorization = new("Bearer", secret) } };
    }
}
