using KernelHost.Upstream;

namespace KernelHost.Server.Tests;

/// <summary>One server and one fake model server for all tests of a class. Tests that share it make organisations of their own.</summary>
public sealed class ServerFixture : IAsyncLifetime
{
    public KernelHostServer Server { get; } = KernelHostServer.Start();

    public FakeUpstream Upstream { get; private set; } = null!;

    public async Task InitializeAsync() => Upstream = await FakeUpstream.StartAsync();

    public async Task DisposeAsync()
    {
        await Server.DisposeAsync();
        await Upstream.DisposeAsync();
    }
}
