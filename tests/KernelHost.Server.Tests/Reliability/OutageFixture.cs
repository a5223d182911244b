using KernelHost.Routing;
using KernelHost.Upstream;
using Microsoft.Extensions.DependencyInjection;

namespace KernelHost.Server.Tests.Reliability;

/// <summary>A server and a fake model server on one clock that stands still. What a test times out or waits for, it turns the clock for.</summary>
public sealed class OutageFixture : IAsyncLifetime
{
    /// <summary>Before the same candidate is asked again; like no other time here, so that its timer can be told from others.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromSeconds(0.47);

    public OutageFixture() => Server = KernelHostServer.Start(services =>
    {
        services.AddSingleton<TimeProvider>(Clock);
        services.AddSingleton(new RetryPause(Pause, Pause, Random.Shared));
    });

    public ManualTimeProvider Clock { get; } = new(DateTimeOffset.UtcNow);

    public KernelHostServer Server { get; }

    public FakeUpstream Upstream { get; private set; } = null!;

    public async Task InitializeAsync() => Upstream = await FakeUpstream.StartAsync(new() { Time = Clock, KeepAliveInterval = TimeSpan.FromSeconds(1) });

    public async Task DisposeAsync()
    {
        await Server.DisposeAsync();
        await Upstream.DisposeAsync();
    }
}
