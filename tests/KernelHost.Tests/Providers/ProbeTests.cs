using System.Text.Json;
using KernelHost.Organizations;
using KernelHost.Providers;
using KernelHost.Providers.Ollama;
using KernelHost.Providers.OpenAi;

namespace KernelHost.Tests.Providers;

/// <summary>Asking a server what it has, and whether it is well.</summary>
public class ProbeTests : UpstreamHost
{
    [Fact]
    public async Task A_healthy_openai_server_lists_its_models_with_types()
    {
        var probe = await ProbeAsync(ProviderKinds.OpenAI);

        Assert.Equal((true, true, null), (probe.Reachable, probe.KeyAccepted, probe.Error));
        Assert.Contains(new("gpt-4o", ModelType.Llm), probe.Models);
        Assert.Contains(new("text-embedding-3-small", ModelType.Embedding), probe.Models);
        Assert.Contains(new("whisper-1", ModelType.Stt), probe.Models);
        Assert.Contains(new("tts-1", ModelType.Tts), probe.Models);
    }

    [Fact]
    public async Task A_healthy_ollama_server_lists_its_models_with_types()
    {
        var probe = await ProbeAsync(ProviderKinds.Ollama);

        Assert.Contains(new("llama3.2:latest", ModelType.Llm), probe.Models);
        Assert.Contains(new("nomic-embed-text:latest", ModelType.Embedding), probe.Models);
    }

    [Fact]
    public async Task A_healthy_anthropic_server_lists_its_models()
    {
        var probe = await ProbeAsync(ProviderKinds.Anthropic);

        Assert.Equal((true, true, null), (probe.Reachable, probe.KeyAccepted, probe.Error));
        Assert.NotEmpty(probe.Models);
        Assert.All(probe.Models, model => Assert.Equal(ModelType.Llm, model.Type));
        Assert.Equal("/v1/models?limit=1000", Assert.Single(Upstream.Journal.Entries).Path);
    }

    [Fact]
    public async Task A_wrong_key_is_told_apart_from_a_server_that_is_not_there()
    {
        var wrongKey = await ProbeAsync(ProviderKinds.OpenAI, "bad-key");
        await Upstream.DisposeAsync();
        var gone = await ProbeAsync(ProviderKinds.OpenAI);

        Assert.Equal((true, false), (wrongKey.Reachable, wrongKey.KeyAccepted));
        Assert.Equal((false, null), (gone.Reachable, gone.KeyAccepted));
        Assert.NotNull(gone.Error);
        Assert.DoesNotContain("127.0.0.1", gone.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_in_trouble_is_reachable_and_says_nothing_of_the_key()
    {
        Upstream.Fail("*", "html-500");

        var probe = await ProbeAsync(ProviderKinds.OpenAI);

        Assert.Equal((true, null), (probe.Reachable, probe.KeyAccepted));
        Assert.Equal("Provider 'ours' answered 500 with a page instead of JSON.", probe.Error);
    }

    [Fact]
    public async Task Latency_is_measured_on_the_hosts_clock()
    {
        Upstream.Fail("*", "hang");
        var probe = ProbeAsync(ProviderKinds.OpenAI);
        await Upstream.HeldAsync();
        Clock.Advance(TimeSpan.FromSeconds(3));
        Upstream.Release();

        Assert.Equal(TimeSpan.FromSeconds(3), (await probe).Latency);
    }

    [Fact]
    public async Task The_callers_cancellation_comes_through() =>
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            Catalog.Get(ProviderKinds.OpenAI).ProbeAsync(Connect(ProviderKinds.OpenAI), new CancellationToken(canceled: true)));

    [Theory]
    [InlineData("""{"data":[{"id":"models/gemini-2.5-flash"}]}""", "gemini-2.5-flash", ModelType.Llm)]
    [InlineData("""[{"id":"acme/thing","type":"embedding"}]""", "acme/thing", ModelType.Embedding)]
    [InlineData("""{"data":[{"id":"thing"},{"object":"model"}]}""", "thing", ModelType.Unknown)]
    public void Listings_come_in_several_shapes(string answer, string id, ModelType type) =>
        Assert.Equal([new(id, type)], ModelListing.Read(JsonElement.Parse(answer)));

    [Theory]
    [InlineData("""{"name":"a","details":{"family":"bert"}}""", ModelType.Embedding)]
    [InlineData("""{"name":"a","details":{"family":"x","families":["nomic-bert"]}}""", ModelType.Embedding)]
    [InlineData("""{"name":"a","capabilities":["embedding"]}""", ModelType.Embedding)]
    [InlineData("""{"name":"all-minilm"}""", ModelType.Embedding)]
    [InlineData("""{"name":"a","details":{"families":null}}""", ModelType.Llm)]
    public void Ollamas_tags_tell_embedders_by_family_capability_or_name(string model, ModelType expected) =>
        Assert.Equal(expected, Assert.Single(TagListing.Read(JsonElement.Parse($$"""{"models":[{{model}}]}"""))).Type);

    private Task<ProbeResult> ProbeAsync(string kind, string key = "sk-test-0123456789") =>
        Catalog.Get(kind).ProbeAsync(Connect(kind, key), CancellationToken.None);
}
