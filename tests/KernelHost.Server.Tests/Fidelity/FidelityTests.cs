using KernelHost.Traffic.Fidelity;

namespace KernelHost.Server.Tests.Fidelity;

/// <summary>A slice of what <c>KernelHost.Benchmarks -- fidelity</c> does at length.</summary>
public sealed class FidelityTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const int Callers = 4;
    private const int Cases = 2_000;

    [Fact]
    public async Task What_the_host_does_not_change_passes_byte_for_byte_both_ways()
    {
        await using var upstream = await RawUpstream.StartAsync(Callers);
        var clients = await Task.WhenAll(Enumerable.Range(0, Callers).Select(caller => fixture.Server.CreateTenantAsync(FidelityRun.Setup(upstream.BaseUrl(caller)))));
        var run = new FidelityRun(upstream, clients, seed: 1);

        await run.SendAsync(Cases);

        Assert.True(run.Failures.Count == 0, $"{run.Failures.Count} failures, first:\n{run.Failures.FirstOrDefault()}");
    }
}
