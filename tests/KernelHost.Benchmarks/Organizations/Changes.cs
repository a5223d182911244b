using System.Diagnostics;
using KernelHost.Benchmarks.Host;

namespace KernelHost.Benchmarks.Organizations;

/// <summary>Changes of an organisation's config while it is called: whether the next request already sees each, and whether a call fails for it.</summary>
internal static class Changes
{
    private const int Callers = 4;

    private static readonly string[] Models = ["extractive-mini", "extractive"];

    public static async Task RunAsync(TenantClient client, Tenant tenant, int changes)
    {
        using var done = new CancellationTokenSource();
        var callers = Enumerable.Range(0, Callers).Select(_ => CallAsync(client, tenant, done.Token)).ToArray();
        var (stale, times) = (0, new List<double>());
        for (var change = 0; change < changes; change++)
        {
            var model = Models[change % Models.Length];
            var started = Stopwatch.GetTimestamp();
            await client.PutConfigAsync(tenant, model);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            stale += await client.ResolveAsync(tenant) == model ? 0 : 1;
        }

        await done.CancelAsync();
        var counts = await Task.WhenAll(callers);
        Measure.Row($"config changes under load ({Callers} callers chatting)", $"{changes:#,0}; p50 {Measure.Percentile(times, 0.5):0.0} ms, p99 {Measure.Percentile(times, 0.99):0.0} ms");
        Measure.Row("… not seen by the next request", $"{stale}");
        Measure.Row("chat calls meanwhile", $"{counts.Sum(count => count.Calls):#,0}");
        Measure.Row("… that failed", $"{counts.Sum(count => count.Failed)}");
    }

    private static async Task<(int Calls, int Failed)> CallAsync(TenantClient client, Tenant tenant, CancellationToken until)
    {
        var (calls, failed) = (0, 0);
        for (; !until.IsCancellationRequested; calls++)
        {
            try
            {
                await client.ChatAsync(tenant);
            }
            catch (HttpRequestException)
            {
                failed++;
            }
        }

        return (calls, failed);
    }
}
