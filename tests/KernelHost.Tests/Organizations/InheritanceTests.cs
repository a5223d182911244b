using KernelHost.Organizations;

namespace KernelHost.Tests.Organizations;

public sealed class InheritanceTests
{
    private const string SystemConfig = """
        {"setups":{"default":{"is_default":true,
          "global_default_model":{"provider":"openai","model":"gpt-4o"},"small_fast_model":{"provider":"ollama","model":"tiny"},
          "providers":{"openai":{"api_key":"sk-system","models":["gpt-4o"],"organisation_id":"private"},"ollama":{"base_url":"http://gpu:11434","models":["tiny"]}},
          "fallback":{"models":[{"provider":"ollama","model":"tiny"}]}}}}
        """;

    [Theory]
    [InlineData("false", false)]
    [InlineData("true", true)]
    public async Task Without_a_config_it_has_the_system_s_models_and_providers_and_keys_only_if_the_settings_say_so(string inheritKeys, bool expected)
    {
        await using var host = await StartAsync(inheritKeys);
        await host.CreateAsync();

        var setup = await host.SetupAsync();

        Assert.Equal(new ModelReference("openai", "gpt-4o"), setup.GlobalDefaultModel);
        Assert.Equal(new ModelReference("ollama", "tiny"), setup.SmallFastModel);
        Assert.Equal(["openai", "ollama"], setup.Providers.Select(pair => pair.Key));
        Assert.Equal("http://gpu:11434", setup.Providers.Find("ollama")?.BaseUrl);
        Assert.Equal(expected ? ["sk-system"] : [], SecretTests.Secrets(setup));
        Assert.DoesNotContain("private", await host.ReadAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task With_a_config_it_gets_just_the_global_models_it_leaves_out()
    {
        await using var host = await StartAsync();
        var created = await host.CreateAsync("""
            {"setups":{"default":{"small_fast_model":{"provider":"","model":""},"providers":{"openai":{"models":["gpt-4o","o3"]}}}}}
            """);

        var setup = await host.SetupAsync();

        Assert.Equal(new ModelReference("openai", "gpt-4o"), setup.GlobalDefaultModel);
        Assert.Equal(ModelReference.Empty, setup.SmallFastModel);
        Assert.Equal(["openai"], setup.Providers.Select(pair => pair.Key));
        Assert.Empty(SecretTests.Secrets(setup));
        Assert.Empty(created.Warnings);
    }

    [Fact]
    public async Task A_global_model_that_its_own_providers_do_not_have_is_not_inherited()
    {
        await using var host = await StartAsync();
        await host.CreateAsync("""{"setups":{"default":{"providers":{"openai":{"models":["o3"]}}}}}""");

        Assert.Null((await host.SetupAsync()).GlobalDefaultModel);
    }

    [Fact]
    public async Task Its_own_wrong_global_model_is_corrected_with_a_warning()
    {
        await using var host = await StartAsync();
        var created = await host.CreateAsync(
            """{"setups":{"default":{"global_default_model":{"provider":"openai","model":"gone"},"providers":{"openai":{"models":["o3"]}}}}}""");

        Assert.Equal("model_not_enabled", Assert.Single(created.Warnings).Code);
        Assert.Equal(new ModelReference("openai", "o3"), (await host.SetupAsync()).GlobalDefaultModel);
    }

    [Fact]
    public async Task A_later_change_of_the_system_does_not_reach_it()
    {
        await using var host = await StartAsync();
        await host.CreateAsync();

        await host.PutAsync("""{"setups":{}}""", slug: "system");

        Assert.Equal(2, (await host.SetupAsync()).Providers.Count);
    }

    private static async Task<TestHost> StartAsync(string inheritKeys = "false")
    {
        var host = await TestHost.StartAsync(settings: new Dictionary<string, string?> { ["Organizations:InheritProviderKeys"] = inheritKeys });
        await host.PutAsync(SystemConfig, slug: "system");
        return host;
    }
}
