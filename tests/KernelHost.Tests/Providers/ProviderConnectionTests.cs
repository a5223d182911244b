using System.Collections.Immutable;
using KernelHost.Organizations;
using KernelHost.Providers;
using KernelHost.Security;
using Microsoft.Extensions.Options;
using Moq;

namespace KernelHost.Tests.Providers;

public class ProviderConnectionTests
{
    [Theory]
    [InlineData("sk-good", null)]
    [InlineData("sk-good\n", null)]
    [InlineData("sk-bad\r\nX-Evil: 1", "the key of provider openai holds a line break or another character that a header cannot carry")]
    [InlineData("sk-bäd", "the key of provider openai holds a line break or another character that a header cannot carry")]
    public void A_variable_that_no_header_can_carry_makes_the_provider_unavailable(string variable, string? obstacle)
    {
        var environment = Mock.Of<IEnvironment>(variables => variables.Get("OPENAI_API_KEY") == variable);
        var connections = new ProviderConnections(new(environment, Options.Create(new SecurityOptions())), new(Options.Create(new SecurityOptions())));

        var key = new Secret("${env:OPENAI_API_KEY}");
        var openai = new ProviderSettings { ApiKey = key, Trust = new(null, ImmutableDictionary<string, Secret>.Empty.Add("api_key", key)) };

        connections.TryConnect("acme", "openai", openai, out _, out var told);

        Assert.Equal(obstacle, told);
    }
}
