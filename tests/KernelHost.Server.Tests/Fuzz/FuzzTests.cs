using System.Net;
using KernelHost.Server.Tests.Chat;
using KernelHost.Traffic.Fuzz;
using KernelHost.Upstream;

namespace KernelHost.Server.Tests.Fuzz;

/// <summary>A slice of what <c>KernelHost.Benchmarks -- fuzz</c> does at length.</summary>
public sealed class FuzzTests
{
    [Fact]
    public async Task No_request_of_any_kind_is_a_fault_of_the_host()
    {
        await using var upstream = await FakeUpstream.StartAsync();
        await using var server = KernelHostServer.Start(("Security:AllowedUpstreams:0", "127.0.0.1"), ("Authentication:FailuresPerMinute", "0"), ("Server:AdminRequestsPerMinute", "0"), ("Server:SwitchesPerMinute", "0"), ("McpServer:StreamTime", "00:00:00.020"));
        using var admin = new HttpClient { BaseAddress = server.Address };
        var world = new FuzzWorld(admin, KernelHostServer.AdminKey, upstream.BaseUrls.OpenAi.ToString(), upstream.BaseUrls.Ollama.ToString());
        var run = new FuzzRun(server.Address, world, seed: 1);

        await run.SendAsync(0, 2000);

        Assert.True(run.Failures.Count == 0, $"{run.Failures.Count} failures, first:\n{run.Failures.FirstOrDefault()}");
        using var member = server.Client(world.KeptKey);
        Assert.Equal(HttpStatusCode.OK, (await member.PostAsync(Calls.ChatPath, """{"messages": [{"role": "user", "content": "Hello"}]}""")).StatusCode);
    }
}
