using KernelHost.Organizations;
using KernelHost.Providers;
using Microsoft.Extensions.DependencyInjection;

namespace KernelHost.Tests.Providers;

public class ProviderCatalogTests
{
    [Theory]
    [InlineData(ProviderKinds.OpenAI)]
    [InlineData(ProviderKinds.Ollama)]
    [InlineData(ProviderKinds.Google)]
    [InlineData(ProviderKinds.Groq)]
    [InlineData(ProviderKinds.Universal)]
    [InlineData(ProviderKinds.OpenAICompatible)]
    [InlineData(ProviderKinds.Anthropic)]
    [InlineData(ProviderKinds.Embedded)]
    public void A_kind_is_found_by_its_name(string kind)
    {
        using var services = new ServiceCollection().AddProviders().BuildServiceProvider();

        Assert.Equal(kind, services.GetRequiredService<ProviderCatalog>().Find(kind)?.Name);
    }

    [Fact]
    public void A_kind_this_build_lacks_is_told_by_name()
    {
        var catalog = new ProviderCatalog([]);

        Assert.Null(catalog.Find(ProviderKinds.Anthropic));
        Assert.Equal("The provider kind 'anthropic' is not available in this build.", Assert.Throws<ProviderException>(() => catalog.Get(ProviderKinds.Anthropic)).Message);
    }

    [Fact]
    public void A_kind_registered_twice_fails_at_once()
    {
        using var services = new ServiceCollection().AddProviders().AddProviders().BuildServiceProvider();

        Assert.Throws<ArgumentException>(services.GetRequiredService<ProviderCatalog>);
    }
}
