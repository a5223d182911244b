using KernelHost.Organizations;
using Microsoft.Extensions.AI;

namespace KernelHost.Tests.Providers;

/// <summary>The SDK would take key, token and address from the process's environment; a tenant's call takes none of them.</summary>
public sealed class AnthropicEnvironmentTests : UpstreamHost, IDisposable
{
    private static readonly string[] Names = ["ANTHROPIC_AUTH_TOKEN", "ANTHROPIC_BASE_URL", "ANTHROPIC_CUSTOM_HEADERS"];

    public AnthropicEnvironmentTests() => Array.ForEach(Names, name => Environment.SetEnvironmentVariable(name, "x-api-key: of-the-host"));

    public void Dispose() => Array.ForEach(Names, name => Environment.SetEnvironmentVariable(name, null));

    [Theory]
    [InlineData("sk-of-the-tenant")]
    [InlineData(null)]
    public async Task A_call_has_the_tenants_key_or_none(string? key)
    {
        using var client = Catalog.Get(ProviderKinds.Anthropic).CreateChatClient(Connect(ProviderKinds.Anthropic, key), "claude-opus-5");

        await client.GetResponseAsync("Hi");

        var call = Assert.Single(Upstream.Journal.Entries);
        Assert.Equal((key, null), (call.Key, call.Authorization));
        Assert.DoesNotContain(call.Headers.Values, value => value.Contains("of-the-host", StringComparison.Ordinal));
    }
}
