using System.Text.Json;
using KernelHost.Organizations;
using KernelHost.Security;
using KernelHost.Upstream;
using Microsoft.Extensions.DependencyInjection;

namespace KernelHost.Server.Tests;

/// <summary>Organisations for tests of the model plane, made without the admin endpoints, which have tests of their own.</summary>
internal static class Tenants
{
    public const string OpenAiKey = "sk-openai-secret";

    public const string AnthropicKey = "sk-ant-secret";

    private static int _count;

    /// <returns>A client with a key of the new organisation.</returns>
    public static async Task<HttpClient> CreateTenantAsync(this KernelHostServer server, object setup, NewApiKey? key = null) =>
        server.Client((await server.CreateTenantKeyAsync(setup, key)).Key);

    public static async Task<(string Slug, string Key)> CreateTenantKeyAsync(this KernelHostServer server, object setup, NewApiKey? key = null)
    {
        var slug = $"tenant-{Interlocked.Increment(ref _count)}";
        var config = JsonSerializer.SerializeToUtf8Bytes(new { version = "1.0", setups = new Dictionary<string, object> { ["default"] = setup } });
        await server.Services.GetRequiredService<OrganizationDirectory>().CreateAsync(slug, slug, config, Actor.Host);
        return (slug, await server.CreateKeyAsync(slug, key ?? new("test", Role.Member)));
    }

    public static async Task<string> CreateKeyAsync(this KernelHostServer server, string slug, NewApiKey key)
    {
        var created = await server.Services.GetRequiredService<ApiKeyDirectory>().CreateAsync(slug, key, Actor.Host, CancellationToken.None);
        return created!.Secret.Reveal();
    }

    public static Task SuspendAsync(this IServiceProvider services, string slug) =>
        services.GetRequiredService<OrganizationDirectory>().UpdateAsync(slug, new(null, OrganizationStatus.Suspended), Actor.Host, CancellationToken.None);

    /// <summary>Every model here is the fake OpenAI's; the first is the default.</summary>
    public static object OpenAi(FakeUpstream upstream, params string[] models) => new
    {
        is_default = true,
        global_default_model = new { provider = "openai", model = models[0] },
        providers = new { openai = OpenAiProvider(upstream, OpenAiKey, models) },
        fallback = new { enabled = false },
    };

    public static object OpenAiProvider(FakeUpstream upstream, string key, params string[] models) =>
        new { kind = "openai", base_url = upstream.BaseUrls.OpenAi, api_key = key, models };

    public static object Ollama(FakeUpstream upstream, params string[] models) => new
    {
        is_default = true,
        global_default_model = new { provider = "ollama", model = models[0] },
        providers = new { ollama = OllamaProvider(upstream, models) },
        fallback = new { enabled = false },
    };

    public static object OllamaProvider(FakeUpstream upstream, params string[] models) =>
        new { kind = "ollama", base_url = upstream.BaseUrls.Ollama, models };

    public static object Anthropic(FakeUpstream upstream, params string[] models) => new
    {
        is_default = true,
        global_default_model = new { provider = "anthropic", model = models[0] },
        providers = new { anthropic = new { base_url = upstream.BaseUrls.Anthropic, api_key = AnthropicKey, models } },
        fallback = new { enabled = false },
    };

    public static object Embedded() => new
    {
        is_default = true,
        global_default_model = new { provider = "embedded", model = "extractive" },
        small_fast_model = new { provider = "embedded", model = "extractive-mini" },
        providers = new { embedded = new { kind = "embedded", models = new[] { "extractive", "extractive-mini", "hash-embedding" } } },
    };
}
