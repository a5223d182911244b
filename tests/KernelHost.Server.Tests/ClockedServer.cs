using KernelHost.Upstream;
using Microsoft.Extensions.DependencyInjection;

namespace KernelHost.Server.Tests;

/// <summary>A server whose clock stands still until a test turns it, and a fake model server. Tests that share it turn the clock forward only.</summary>
public sealed class ClockedServer : IAsyncLifetime
{
    public ClockedServer() => Server = KernelHostServer.Start(services => services.AddSingleton<TimeProvider>(Clock));

    public ManualTimeProvider Clock { get; } = new();

    public KernelHostServer Server { get; }

    public FakeUpstream Upstream { get; private set; } = null!;

    public async Task InitializeAsync() => Upstream = await FakeUpstream.StartAsync();

    public async Task DisposeAsync()
    {
        await Server.DisposeAsync();
        await Upstream.DisposeAsync();
    }

    /// <summary>The fake OpenAI's models in order, the first being the default and the others standing in.</summary>
    public object Setup(params string[] models) => new
    {
        is_default = true,
        global_default_model = new { provider = "openai", model = models[0] },
        providers = new { openai = Tenants.OpenAiProvider(Upstream, Tenants.OpenAiKey, models), embedded = new { models = new[] { "extractive" } } },
        fallback = new { models = models[1..].Select(model => new { provider = "openai", model }).Append(new { provider = "embedded", model = "extractive" }), triggers = new[] { "rate_limit", "timeout", "error", "auth" } },
    };
}
