using System.Net;
using System.Net.Sockets;
using KernelHost.Organizations;
using KernelHost.Providers;
using KernelHost.Providers.Http;
using KernelHost.Security;
using Microsoft.Extensions.AI;

namespace KernelHost.Tests.Providers;

/// <summary>How connections are made and shared.</summary>
public class UpstreamPoolTests : UpstreamHost
{
    [Fact]
    public void One_address_is_one_pool_whoever_calls_it()
    {
        var pool = new UpstreamPool(Gate, Clock);
        var ours = At("https://models.example/v1");

        Assert.Same(pool.For(ours), pool.For(ours with { Name = "theirs", Key = new Secret("another"), BaseUrl = new("https://models.example/v2") }));
        Assert.NotSame(pool.For(ours), pool.For(At("https://models.example:8443/v1")));
        Assert.NotSame(pool.For(ours), pool.For(ours with { Timeouts = ours.Timeouts with { Connect = TimeSpan.FromSeconds(1) } }));
    }

    [Fact]
    public void A_full_pool_lets_go_of_the_address_unused_for_longest()
    {
        var pool = new UpstreamPool(Gate, Clock);
        var first = pool.For(At("https://first.example"));
        for (var i = 1; i < UpstreamPool.MaxAddresses; i++)
            Use(pool, $"https://host{i}.example");
        Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Same(first, pool.For(At("https://first.example")));

        Use(pool, "https://one-too-many.example");

        Assert.Equal(UpstreamPool.MaxAddresses, pool.Count);
        Assert.Same(first, pool.For(At("https://first.example")));
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        using var elsewhere = new TcpListener(IPAddress.Loopback, 0);
        elsewhere.Start();
        var answer = AnswerOnceAsync(elsewhere, "HTTP/1.1 307 Moved\r\nLocation: " + Upstream.Address + "\r\nContent-Length: 0\r\n\r\n");

        var failure = await Assert.ThrowsAsync<ProviderException>(() => ChatAt(elsewhere).GetResponseAsync("Hi"));

        await answer;
        Assert.Equal((FailureClass.Error, 307), (failure.Class, failure.Status));
        Assert.Empty(Upstream.Journal.Entries);
    }

    [Fact]
    public async Task A_server_that_does_not_speak_http_is_an_error()
    {
        using var elsewhere = new TcpListener(IPAddress.Loopback, 0);
        elsewhere.Start();
        var answer = AnswerOnceAsync(elsewhere, "SSH-2.0-OpenSSH_9.2\r\n");

        var failure = await Assert.ThrowsAsync<ProviderException>(() => ChatAt(elsewhere).GetResponseAsync("Hi"));

        await answer;
        Assert.Equal(FailureClass.Error, failure.Class);
    }

    [Fact]
    public async Task A_connection_that_is_not_made_in_time_is_a_timeout()
    {
        using var deaf = new TcpListener(IPAddress.Loopback, 0);
        deaf.Start(backlog: 0);
        using var filler = await FillAsync(deaf);
        var call = ChatAt(deaf).GetResponseAsync("Hi");
        await Clock.TimerSetAsync(AttemptTimeouts.Default.Connect);

        Clock.Advance(AttemptTimeouts.Default.Connect);

        var failure = await Assert.ThrowsAsync<ProviderException>(() => call.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Equal((FailureClass.Timeout, "Provider 'ours' timed out: no connection within 5 s."), (failure.Class, failure.Message));
    }

    private static void Use(UpstreamPool pool, string url) => Assert.NotNull(pool.For(At(url)));

    private static ProviderConnection At(string url) => new() { Name = "ours", Kind = ProviderKinds.OpenAI, BaseUrl = new(url) };

    // A queue of none holds one; from then on the system does not answer the next caller.
    private static async Task<TcpClient> FillAsync(TcpListener listener)
    {
        var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)listener.LocalEndpoint);
        return client;
    }
}
