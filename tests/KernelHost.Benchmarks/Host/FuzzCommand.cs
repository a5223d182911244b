using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using KernelHost.Traffic;
using KernelHost.Traffic.Fuzz;
using KernelHost.Upstream;

namespace KernelHost.Benchmarks.Host;

/// <summary>Generated requests over every endpoint of the real server: no fault of the host, no hang, and nothing that grows after the first tenth.</summary>
internal static class FuzzCommand
{
    public static async Task<int> RunAsync(IReadOnlyList<string> args)
    {
        var requests = int.Parse(args.Option("--requests") ?? "100000", CultureInfo.InvariantCulture);
        var seed = args.Option("--seed") is { } given ? int.Parse(given, CultureInfo.InvariantCulture) : Random.Shared.Next();
        Console.WriteLine($"seed {seed}");
        await using var upstream = await FakeUpstream.StartAsync(new() { JournalCapacity = 100 });
        // MCP sessions that the run opens and leaves are bounded in number and time, but by more than a run: they end early here, so that what else grows can be seen.
        using var server = ServerProcess.Start(null,
            ("McpServer__SessionIdleTime", "00:00:05"), ("Authentication__FailuresPerMinute", "0"), ("Server__SwitchesPerMinute", "0"), ("McpServer__StreamTime", "00:00:00.020"), ("Security__AllowedUpstreams__0", "127.0.0.1"), ("Logging__LogLevel__Default", "None"));
        await server.FirstAnswerAsync();
        return await RunAsync(server, upstream, requests, seed);
    }

    private static async Task<int> RunAsync(ServerProcess server, FakeUpstream upstream, int requests, int seed)
    {
        var address = server.Client.BaseAddress ?? throw new InvalidOperationException("The server has no address.");
        RequireRecipes(await server.Client.GetFromJsonAsync<JsonElement>("/openapi/v1.json"));
        var world = new FuzzWorld(server.Client, ServerProcess.AdminKey, upstream.BaseUrls.OpenAi.ToString(), upstream.BaseUrls.Ollama.ToString());
        var run = new FuzzRun(address, world, seed);
        var started = Stopwatch.GetTimestamp();

        await run.SendAsync(0, requests / 10);
        var warm = await Resources.SettledAsync(server.Id);
        var tenths = new List<long> { warm.Bytes };
        for (var tenth = 1; tenth < 10; tenth++)
        {
            var first = requests / 10 * tenth;
            await run.SendAsync(first, tenth < 9 ? requests / 10 : requests - first);
            tenths.Add(Measure.ResidentBytes(server.Id));
            Console.WriteLine($"{tenth + 1}0 %, {run.Failures.Count} failures, {tenths[^1] / 1048576} MB");
        }

        var end = await Resources.SettledAsync(server.Id);

        Measure.Row($"{requests:#,0} requests, {run.Statuses.Values.Sum() / Stopwatch.GetElapsedTime(started).TotalSeconds:#,0} per second, statuses", $"{string.Join(", ", run.Statuses.OrderBy(one => one.Key).Select(one => $"{one.Key}: {one.Value}"))}");
        Measure.Row("after a tenth", $"{warm}");
        Measure.Row("at the end", $"{end}");
        Measure.Row("memory by tenths, MB", $"{string.Join(", ", tenths.Select(bytes => bytes / 1048576))}");
        string?[] complaints = [.. run.Failures.Take(20), end.Grown(warm), await StillWorksAsync(server, world), await ChainAsync(server)];
        return Report(complaints.OfType<string>().ToArray(), run.Failures.Count);
    }

    private static void RequireRecipes(JsonElement openApi)
    {
        if (Recipes.Complaint(Endpoints.FromOpenApi(openApi)) is { } complaint)
        {
            throw new InvalidOperationException(complaint);
        }
    }

    private static int Report(string[] complaints, int failures)
    {
        Measure.Row("requests that failed an invariant", $"{failures}");
        foreach (var complaint in complaints)
        {
            Console.WriteLine(complaint);
        }

        return complaints.Length == 0 ? 0 : 1;
    }

    private static async Task<string?> StillWorksAsync(ServerProcess server, FuzzWorld world)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = JsonContent.Create(new { messages = new[] { new { role = "user", content = "Hello" } } }) };
        request.Headers.Authorization = new("Bearer", world.KeptKey);
        using var answer = await server.Client.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode && text.Contains("gpt-4o: Hello", StringComparison.Ordinal) ? null : $"A good call fails afterwards: {(int)answer.StatusCode} {text}";
    }

    private static async Task<string?> ChainAsync(ServerProcess server)
    {
        using var answer = await server.Client.GetAsync("/api/v1/admin/audit/verify");
        var text = await answer.Content.ReadAsStringAsync();
        Measure.Row("audit", $"{text}");
        return answer.IsSuccessStatusCode ? null : $"The audit log could not be verified: {(int)answer.StatusCode} {text}";
    }
}
