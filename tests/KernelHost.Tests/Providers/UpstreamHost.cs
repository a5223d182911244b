using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using KernelHost.Organizations;
using KernelHost.Providers;
using KernelHost.Security;
using KernelHost.Upstream;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace KernelHost.Tests.Providers;

/// <summary>A fake model server and the providers that reach it, on a clock the test turns.</summary>
public abstract class UpstreamHost : IAsyncLifetime
{
    private readonly ServiceProvider _services;

    protected UpstreamHost() =>
        _services = new ServiceCollection().AddSingleton<TimeProvider>(Clock).AddProviders().BuildServiceProvider();

    protected ManualTimeProvider Clock { get; } = new();

    protected FakeUpstream Upstream { get; private set; } = null!;

    protected ProviderCatalog Catalog => _services.GetRequiredService<ProviderCatalog>();

    private protected UpstreamGate Gate => _services.GetRequiredService<UpstreamGate>();

    public async Task InitializeAsync() => Upstream = await FakeUpstream.StartAsync(new() { Time = Clock });

    public async Task DisposeAsync()
    {
        await Upstream.DisposeAsync();
        await _services.DisposeAsync();
    }

    protected ProviderConnection Connect(string kind, string? key = "sk-test-0123456789") => new()
    {
        Name = "ours",
        Kind = kind,
        BaseUrl = kind switch
        {
            ProviderKinds.Ollama => Upstream.BaseUrls.Ollama,
            ProviderKinds.Anthropic => Upstream.BaseUrls.Anthropic,
            _ => Upstream.BaseUrls.OpenAi,
        },
        Key = key is null ? null : new Secret(key),
        Reach = UpstreamReach.Trusted,
    };

    protected IChatClient Chat(string kind, string model) => Catalog.Get(kind).CreateChatClient(Connect(kind), model);

    /// <summary>The only request the server got, as JSON.</summary>
    protected JsonElement Sent => Assert.Single(Upstream.Journal.Entries).Json;

    protected static async Task<List<ChatResponseUpdate>> ReadAsync(IAsyncEnumerable<ChatResponseUpdate> stream)
    {
        var updates = new List<ChatResponseUpdate>();
        await foreach (var update in stream)
            updates.Add(update);
        return updates;
    }

    protected IChatClient ChatAt(TcpListener listener) => Catalog.Get(ProviderKinds.OpenAI).CreateChatClient(
        Connect(ProviderKinds.OpenAI) with { BaseUrl = new($"http://{listener.LocalEndpoint}/v1") }, "m");

    /// <summary>For what no web server would send: takes one request, sends this, and hangs up.</summary>
    protected static async Task AnswerOnceAsync(TcpListener listener, string answer)
    {
        using var client = await listener.AcceptTcpClientAsync();
        await using var stream = client.GetStream();
        Assert.True(await stream.ReadAsync(new byte[16 * 1024]) > 0);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(answer));
    }
}
