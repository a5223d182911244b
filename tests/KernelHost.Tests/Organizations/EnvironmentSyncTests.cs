using KernelHost.Organizations;

namespace KernelHost.Tests.Organizations;

public sealed class EnvironmentSyncTests
{
    [Fact]
    public async Task With_nothing_set_the_embedded_provider_serves_everything()
    {
        await using var host = await TestHost.StartAsync();

        var setup = await host.SetupAsync("system");

        Assert.Equal(new ModelReference("embedded", "extractive"), setup.GlobalDefaultModel);
        Assert.Equal(new ModelReference("embedded", "extractive-mini"), setup.SmallFastModel);
        Assert.Equal(new ModelReference("embedded", "hash-embedding"), setup.DefaultModelsByType[ModelType.Embedding]);
        Assert.Equal(["extractive", "extractive-mini", "hash-embedding"], setup.Providers.Find("embedded")?.Models.Select(model => model.Id));
        Assert.Equal(1, host.Organizations.Find("system")?.Version);
    }

    [Fact]
    public async Task Every_variable_has_its_place()
    {
        await using var host = await TestHost.StartAsync(environment: new()
        {
            ["GLOBAL_DEFAULT_MODEL_PROVIDER"] = "openai",
            ["GLOBAL_DEFAULT_MODEL_NAME"] = "gpt-4o",
            ["SMALL_FAST_MODEL_PROVIDER"] = "ollama",
            ["SMALL_FAST_MODEL_NAME"] = "tiny",
            ["OPENAI_API_KEY"] = "sk-canary",
            ["OPENAI_BASE_URL"] = "https://proxy.example/v1",
            ["OPENAI_MODEL"] = "gpt-4o-mini",
            ["OPENAI_MODELS"] = "gpt-4o, gpt-4o-mini,whisper-1 ,tts-1,text-embedding-3-small",
            ["OLLAMA_BASE_URL"] = "http://gpu:11434",
            ["OLLAMA_MODEL"] = "llama3",
            ["OLLAMA_MODELS"] = "tiny,llama3",
            ["ANTHROPIC_API_KEY"] = "sk-canary-2",
            ["ANTHROPIC_MODELS"] = "claude-x",
            ["DEFAULT_FALLBACK_MODEL"] = "ollama/llama3",
            ["DEFAULT_LLM_MODEL"] = "claude-x",
            ["DEFAULT_EMBEDDING_MODEL"] = "text-embedding-3-small",
            ["DEFAULT_TTS_MODEL"] = "openai/tts-1",
            ["DEFAULT_STT_MODEL"] = "whisper-1",
        });

        var setup = await host.SetupAsync("system");

        Assert.Equal(["openai", "ollama", "anthropic"], setup.Providers.Select(pair => pair.Key));
        Assert.Equal(("https://proxy.example/v1", "gpt-4o-mini", 5), setup.Providers.Find("openai") is { } openai ? (openai.BaseUrl, openai.DefaultModel, openai.Models.Length) : default);
        Assert.Equal(("http://gpu:11434", "llama3", 2), setup.Providers.Find("ollama") is { } ollama ? (ollama.BaseUrl, ollama.DefaultModel, ollama.Models.Length) : default);
        Assert.Equal(["${env:OPENAI_API_KEY}", "${env:ANTHROPIC_API_KEY}"], SecretTests.Secrets(setup));
        Assert.Equal(("openai/gpt-4o", "ollama/tiny", "ollama/llama3"), ($"{setup.GlobalDefaultModel}", $"{setup.SmallFastModel}", $"{setup.Fallback.Models.Single()}"));
        Assert.Equal(
            ["Llm anthropic/claude-x", "Embedding openai/text-embedding-3-small", "Tts openai/tts-1", "Stt openai/whisper-1"],
            setup.DefaultModelsByType.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key} {pair.Value}"));
    }

    [Fact]
    public async Task A_key_alone_is_enough_for_openai()
    {
        await using var host = await TestHost.StartAsync(environment: new() { ["OPENAI_API_KEY"] = "sk-1" });

        var setup = await host.SetupAsync("system");

        Assert.Equal(["openai"], setup.Providers.Select(pair => pair.Key));
        Assert.NotEmpty(setup.Providers.Find("openai")?.Models ?? []);
    }

    [Fact]
    public async Task A_model_named_as_a_default_is_enabled_unless_a_list_says_which_are()
    {
        await using var free = await TestHost.StartAsync(environment: new()
        {
            ["OPENAI_API_KEY"] = "sk-1",
            ["GLOBAL_DEFAULT_MODEL_PROVIDER"] = "openai",
            ["GLOBAL_DEFAULT_MODEL_NAME"] = "o9",
        });
        await using var listed = await TestHost.StartAsync(environment: new()
        {
            ["OPENAI_API_KEY"] = "sk-1",
            ["OPENAI_MODELS"] = "gpt-4o",
            ["GLOBAL_DEFAULT_MODEL_PROVIDER"] = "openai",
            ["GLOBAL_DEFAULT_MODEL_NAME"] = "o9",
        });

        Assert.Equal("openai/o9", $"{(await free.SetupAsync("system")).GlobalDefaultModel}");
        Assert.Equal("openai/gpt-4o", $"{(await listed.SetupAsync("system")).GlobalDefaultModel}");
        Assert.Contains("corrected to \"openai/gpt-4o\"", listed.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_baseline_gives_way_when_a_variable_appears()
    {
        await using var first = await TestHost.StartAsync();
        await using var second = await TestHost.StartAsync(first.DataDirectory, environment: new() { ["OLLAMA_BASE_URL"] = "http://gpu:11434", ["OLLAMA_MODEL"] = "llama3" });

        var setup = await second.SetupAsync("system");

        Assert.Equal(["ollama"], setup.Providers.Select(pair => pair.Key));
        Assert.Null(setup.GlobalDefaultModel);
    }

    [Fact]
    public async Task A_sync_changes_what_a_variable_sets_and_leaves_edits()
    {
        var environment = new FakeEnvironment { ["OLLAMA_BASE_URL"] = "http://one:11434", ["OLLAMA_MODELS"] = "a,b" };
        await using var host = await TestHost.StartAsync(environment: environment);
        await host.PutAsync("""
            {"setups":{"default":{"is_default":true,"providers":{"ollama":{"base_url":"http://edited","enabled":false,"models":[{"id":"a","type":"LLM"}],"note":"mine"},
             "groq":{"api_key":"gsk-1","models":["g"]}}}}}
            """, slug: "system");

        var change = await host.System.SyncAsync(TestHost.Admin);

        var setup = await host.SetupAsync("system");
        var ollama = setup.Providers.Find("ollama");
        Assert.Equal(("http://one:11434", false, "mine"), (ollama?.BaseUrl, ollama?.Enabled, ollama?.Unknown?["note"].GetString()));
        Assert.Equal([new("a", ModelType.Llm), new ModelEntry("b")], ollama?.Models);
        Assert.Equal(["gsk-1"], SecretTests.Secrets(setup));
        Assert.Equal(change.Version, host.Organizations.Find("system")?.Version);
    }

    [Fact]
    public async Task A_sync_that_changes_nothing_makes_no_version()
    {
        await using var host = await TestHost.StartAsync(environment: new() { ["OPENAI_API_KEY"] = "sk-1", ["DEFAULT_FALLBACK_MODEL"] = "gpt-4o" });
        var before = host.Organizations.Find("system")?.Version;

        Assert.Equal(before, (await host.System.SyncAsync(TestHost.Admin)).Version);
        await using var again = await TestHost.StartAsync(host.DataDirectory, environment: host.Environment);
        Assert.Equal(before, again.Organizations.Find("system")?.Version);
    }

    [Fact]
    public async Task A_bad_variable_is_reported_and_the_host_starts_with_what_it_has()
    {
        await using var host = await TestHost.StartAsync(environment: new() { ["OPENAI_BASE_URL"] = "not an address" });

        Assert.Contains("$.setups.default.providers.openai.base_url", host.Log.Text, StringComparison.Ordinal);
        Assert.Equal("embedded/extractive", $"{(await host.SetupAsync("system")).GlobalDefaultModel}");
        await Assert.ThrowsAsync<ConfigRejectedException>(() => host.System.SyncAsync(TestHost.Admin));
    }
}
