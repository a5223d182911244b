using System.ClientModel;
using System.ClientModel.Primitives;
using OpenAI;

namespace KernelHost.Server.Tests.Sdk;

/// <summary>OpenAI's own .NET client, with a key of an organisation of its own.</summary>
internal static class SdkClients
{
    public static async Task<OpenAIClient> SdkAsync(this ServerFixture fixture, object setup)
    {
        var (key, options) = await fixture.SdkAccessAsync(setup);
        return new(key, options);
    }

    public static async Task<(ApiKeyCredential Key, OpenAIClientOptions Options)> SdkAccessAsync(this ServerFixture fixture, object setup)
    {
        var (_, key) = await fixture.Server.CreateTenantKeyAsync(setup);
        return (new(key), new() { Endpoint = new Uri(fixture.Server.Address, "/v1"), RetryPolicy = new ClientRetryPolicy(0) });
    }

    /// <summary>One provider's models, the first being the default.</summary>
    public static object SetupOf(this ServerFixture fixture, string provider, params string[] models) => provider switch
    {
        "openai" => Tenants.OpenAi(fixture.Upstream, models),
        "ollama" => Tenants.Ollama(fixture.Upstream, models),
        "anthropic" => Tenants.Anthropic(fixture.Upstream, models),
        _ => Tenants.Embedded(),
    };
}
