using KernelHost.Organizations;
using KernelHost.Providers;
using KernelHost.Providers.Embedded;
using Microsoft.Extensions.AI;

namespace KernelHost.Tests.Providers.Embedded;

public sealed class EmbeddedProviderTests
{
    private readonly EmbeddedProvider _provider = new();

    [Fact]
    public async Task Lists_two_chat_models_and_one_for_embeddings()
    {
        var models = await _provider.ListModelsAsync(Embedded.Connection, CancellationToken.None);

        Assert.Equal([("extractive", ModelType.Llm), ("extractive-mini", ModelType.Llm), ("hash-embedding", ModelType.Embedding)], models.Select(model => (model.Id, model.Type)));
    }

    [Fact]
    public async Task Is_always_reachable()
    {
        var probe = await _provider.ProbeAsync(Embedded.Connection, CancellationToken.None);

        Assert.True(probe is { Reachable: true, KeyAccepted: true, Error: null, Models.Count: 3 });
    }

    [Fact]
    public void Refuses_a_model_it_does_not_have_and_names_those_it_has()
    {
        var failure = Assert.Throws<ProviderException>(() => _provider.CreateChatClient(Embedded.Connection, "gpt-4o"));

        Assert.Equal(FailureClass.BadRequest, failure.Class);
        Assert.Contains("extractive-mini", failure.Message, StringComparison.Ordinal);
        Assert.Throws<ProviderException>(() => _provider.CreateEmbeddingGenerator(Embedded.Connection, "extractive"));
    }

    [Theory]
    [InlineData("The cat sat on the mat")]
    [InlineData("")]
    [InlineData("東京")]
    [InlineData("\ud800")]
    public async Task Vectors_have_384_dimensions_and_length_one(string text)
    {
        var vector = (await EmbedAsync(text)).ToArray();

        Assert.Equal(384, vector.Length);
        Assert.Equal(1, Math.Sqrt(vector.Sum(value => (double)value * value)), 5);
    }

    [Fact]
    public async Task Texts_that_share_words_or_parts_of_words_are_nearer()
    {
        var query = await EmbedAsync("running a marathon");

        var near = Cosine(query, await EmbedAsync("She runs marathons every year"));
        var far = Cosine(query, await EmbedAsync("The bank raised interest rates"));

        Assert.True(near > far + 0.2, $"{near} against {far}");
    }

    [Fact]
    public async Task The_same_text_gets_the_same_vector_on_every_machine()
    {
        var vector = (await EmbedAsync("hello world")).ToArray();

        Assert.Equal(vector, (await EmbedAsync("hello world")).ToArray());
        Assert.Equal(Expected, vector.Index().OrderByDescending(cell => Math.Abs(cell.Item)).ThenBy(cell => cell.Index).Take(3).Select(cell => cell.Index).Order());
    }

    [Fact]
    public async Task Takes_fewer_dimensions_but_not_more()
    {
        var generator = _provider.CreateEmbeddingGenerator(Embedded.Connection, EmbeddedProvider.HashEmbeddingModel)!;

        Assert.Equal(64, (await generator.GenerateAsync(["hi"], new EmbeddingGenerationOptions { Dimensions = 64 }))[0].Vector.Length);
        await Assert.ThrowsAsync<ProviderException>(() => generator.GenerateAsync(["hi"], new EmbeddingGenerationOptions { Dimensions = 385 }));
    }

    /// <summary>The three strongest cells of "hello world", so that a change of the hash, which would break stored vectors, is noticed.</summary>
    private static readonly int[] Expected = [61, 225, 303];

    private async Task<ReadOnlyMemory<float>> EmbedAsync(string text) =>
        (await _provider.CreateEmbeddingGenerator(Embedded.Connection, EmbeddedProvider.HashEmbeddingModel)!.GenerateAsync([text]))[0].Vector;

    private static double Cosine(ReadOnlyMemory<float> a, ReadOnlyMemory<float> b) => a.ToArray().Zip(b.ToArray(), (x, y) => (double)x * y).Sum();
}
