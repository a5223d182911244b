using System.Text.Json;
using KernelHost.Plugins;
using KernelHost.Server.Tests.Chat;
using KernelHost.Upstream;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;

namespace KernelHost.Server.Tests.Plugins;

/// <summary>Plugins on <c>small-fast</c> while the fast model is down: they are served without knowing, and can know.</summary>
public sealed class SmallFastFallbackTests : IAsyncLifetime
{
    private readonly ManualTimeProvider _clock = new(DateTimeOffset.UtcNow);
    private readonly KernelHostServer _server;
    private FakeUpstream _upstream = null!;
    private HttpClient _client = null!;

    public SmallFastFallbackTests() =>
        _server = KernelHostServer.Start(services => services.AddSingleton<IPluginSource, AskingSource>().AddSingleton<TimeProvider>(_clock));

    public async Task InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync();
        _client = await _server.CreateTenantAsync(new
        {
            is_default = true,
            global_default_model = new { provider = "openai", model = "gpt-4o" },
            small_fast_model = new { provider = "openai", model = "small" },
            providers = new { openai = Tenants.OpenAiProvider(_upstream, Tenants.OpenAiKey, "gpt-4o", "small") },
        });
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _server.DisposeAsync();
        await _upstream.DisposeAsync();
    }

    [Theory]
    [InlineData("429-retry-20", "rate_limit")]
    [InlineData("503", "error")]
    [InlineData("reset", "error")]
    public async Task A_plugin_that_knows_nothing_is_served_by_the_fallback_and_its_caller_is_told(string fault, string reason)
    {
        _upstream.Fail("small", fault);

        var answer = await InvokeAsync("Classifier/classify", new { text = "My invoice is wrong", labels = new[] { "billing", "travel" } });

        Assert.Equal(("billing", null), (answer.GetProperty("result").GetProperty("label").GetString(), answer.GetProperty("result").GetProperty("reason").GetString()));
        Assert.Equal(("small-fast", "gpt-4o", true, reason), Call(answer));
    }

    [Fact]
    public async Task A_plugin_that_asks_is_told_which_model_is_next_while_the_fast_one_is_down_and_when_it_is_back()
    {
        _upstream.Fail("small", "429-retry-20");
        var failing = await InvokeAsync("Asking/ask", new { });
        var down = await InvokeAsync("Asking/ask", new { });
        _upstream.Heal("small");
        _clock.Advance(TimeSpan.FromSeconds(21));
        var back = await InvokeAsync("Asking/ask", new { });

        Assert.Equal(["True openai/small", "True openai/gpt-4o", "True openai/small"], new[] { failing, down, back }.Select(answer => answer.GetProperty("result").GetString()));
        Assert.Equal(("small-fast", "gpt-4o", true, "rate_limit"), Call(failing));
        Assert.Equal(("small-fast", "gpt-4o", true, "cooldown"), Call(down));
        Assert.Equal(("small-fast", "small", false, null), Call(back));
    }

    private async Task<JsonElement> InvokeAsync(string function, object arguments)
    {
        using var answer = await _client.PostAsync($"/api/v1/plugins/{function}", new { arguments });
        return await answer.JsonAsync();
    }

    private static (string? ServiceId, string? Resolved, bool FallbackUsed, string? Reason) Call(JsonElement answer)
    {
        var call = Assert.Single(answer.GetProperty("calls").EnumerateArray());
        return (call.GetProperty("service_id").GetString(), call.GetProperty("resolved").GetString(), call.GetProperty("fallback_used").GetBoolean(), call.GetProperty("fallback_reason").GetString());
    }

    private sealed class AskingSource : IPluginSource
    {
        public long VersionFor(PluginScope scope) => 0;

        public ValueTask<IReadOnlyList<KernelPlugin>> CreateForAsync(PluginScope scope, IServiceProvider services, CancellationToken cancellationToken) =>
            new([KernelPluginFactory.CreateFromObject(new Asking(services.GetRequiredService<ISmallFastModel>()), "Asking")]);
    }

    private sealed class Asking(ISmallFastModel smallFast)
    {
        [KernelFunction("ask")]
        public async Task<string> AskAsync()
        {
            var told = $"{smallFast.IsConfigured} {smallFast.Model}";
            await smallFast.AskAsync([new(ChatRole.User, "Hello")]);
            return told;
        }
    }
}
