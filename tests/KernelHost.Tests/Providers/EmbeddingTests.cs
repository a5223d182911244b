using System.Text.Json;
using KernelHost.Organizations;
using KernelHost.Providers;
using KernelHost.Providers.OpenAi;
using Microsoft.Extensions.AI;

namespace KernelHost.Tests.Providers;

public class EmbeddingTests : UpstreamHost
{
    [Fact]
    public async Task Every_wire_and_encoding_gives_the_same_vectors_in_the_order_of_the_texts()
    {
        var base64 = await EmbedAsync(ProviderKinds.OpenAI, ["one", "two"]);
        var numbers = await EmbedAsync(ProviderKinds.OpenAICompatible, ["one", "two"]);
        var ollama = await EmbedAsync(ProviderKinds.Ollama, ["one", "two"]);

        Assert.Equal(["base64", null], Upstream.Journal.For("m").Take(2).Select(e => e.Json.TryGetProperty("encoding_format", out var f) ? f.GetString() : null));
        for (var i = 0; i < 2; i++)
        {
            Assert.Equal(base64[i].Vector.ToArray(), numbers[i].Vector.ToArray());
            Assert.Equal(base64[i].Vector.ToArray(), ollama[i].Vector.ToArray());
        }

        Assert.NotEqual(base64[0].Vector.ToArray(), base64[1].Vector.ToArray());
    }

    [Theory]
    [InlineData(ProviderKinds.OpenAI)]
    [InlineData(ProviderKinds.Ollama)]
    public async Task Dimensions_are_asked_for_and_usage_is_told(string kind)
    {
        var vectors = await EmbedAsync(kind, ["one two three"], new() { Dimensions = 5 });

        Assert.Equal((5, 3), (Sent.GetProperty("dimensions").GetInt32(), vectors.Usage?.InputTokenCount));
    }

    [Theory]
    [InlineData(ProviderKinds.OpenAI)]
    [InlineData(ProviderKinds.Ollama)]
    public async Task Many_texts_go_in_several_calls_and_come_back_in_order(string kind)
    {
        string[] texts = [.. Enumerable.Range(0, 250).Select(i => $"text {i}")];

        var vectors = await EmbedAsync(kind, texts);

        Assert.Equal((250, 500), (vectors.Count, vectors.Usage?.InputTokenCount));
        Assert.Equal((await EmbedAsync(kind, ["text 249"]))[0].Vector.ToArray(), vectors[249].Vector.ToArray());
        Assert.All(Upstream.Journal.Entries, entry => Assert.InRange(entry.Json.GetProperty("input").GetArrayLength(), 1, 96));
    }

    [Fact]
    public async Task No_text_is_no_call()
    {
        Assert.Empty(await EmbedAsync(ProviderKinds.OpenAI, []));
        Assert.Empty(Upstream.Journal.Entries);
    }

    [Theory]
    [InlineData(ProviderKinds.OpenAI, "429", FailureClass.RateLimit)]
    [InlineData(ProviderKinds.OpenAI, "html-200", FailureClass.Error)]
    [InlineData(ProviderKinds.Ollama, "error-in-200", FailureClass.Error)]
    [InlineData(ProviderKinds.Ollama, "context-length", FailureClass.ContextLength)]
    public async Task Failures_have_their_class(string kind, string fault, FailureClass expected)
    {
        Upstream.Fail("m", fault);

        Assert.Equal(expected, (await Assert.ThrowsAsync<ProviderException>(() => EmbedAsync(kind, ["one"]))).Class);
    }

    [Fact]
    public void Vectors_out_of_order_are_put_back_by_their_index()
    {
        var vectors = Read("""{"data":[{"index":1,"embedding":[2]},{"index":0,"embedding":[1]}]}""", 2);

        Assert.Equal([1f, 2f], vectors.Select(vector => vector.Vector.Span[0]));
    }

    [Theory]
    [InlineData("""{"data":[]}""")]
    [InlineData("""{"data":[{"index":0,"embedding":[]}]}""")]
    [InlineData("""{"data":[{"index":0,"embedding":["x"]}]}""")]
    [InlineData("""{"data":[{"index":0,"embedding":"abc"}]}""")]
    [InlineData("""{"data":[{"index":0,"embedding":[1]},{"index":0,"embedding":[1]}]}""")]
    [InlineData("""{"data":[{"index":7,"embedding":[1]}]}""")]
    public void Anything_but_one_vector_for_each_text_is_a_failure(string answer) =>
        Assert.Equal(FailureClass.Error, Assert.Throws<ProviderException>(() => Read(answer, 1)).Class);

    private GeneratedEmbeddings<Embedding<float>> Read(string answer, int count) =>
        EmbeddingAnswer.Read(JsonElement.Parse(answer), count, Connect(ProviderKinds.OpenAI));

    private Task<GeneratedEmbeddings<Embedding<float>>> EmbedAsync(string kind, string[] texts, EmbeddingGenerationOptions? options = null)
    {
        var generator = Catalog.Get(kind).CreateEmbeddingGenerator(Connect(kind), "m");
        Assert.NotNull(generator);
        return generator.GenerateAsync(texts, options);
    }
}
