using KernelHost.Organizations;
using Microsoft.Extensions.AI;

namespace KernelHost.Tests.Providers;

public sealed class OpenAiKindTests : UpstreamHost
{
    public static TheoryData<string> Kinds =>
        [ProviderKinds.OpenAI, ProviderKinds.Groq, ProviderKinds.Google, ProviderKinds.Universal, ProviderKinds.OpenAICompatible];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Every_kind_that_speaks_openais_wire_chats_streams_embeds_and_lists_at_its_base_url(string kind)
    {
        var connection = Connect(kind);
        var provider = Catalog.Get(kind);
        using var chat = provider.CreateChatClient(connection, "m");
        using var embedder = provider.CreateEmbeddingGenerator(connection, "text-embedding-3-small");

        Assert.NotNull(embedder);
        var answer = (await chat.GetResponseAsync("hi")).Text;
        Assert.Equal(answer, (await chat.GetStreamingResponseAsync("hi").ToChatResponseAsync()).Text);
        Assert.NotEmpty((await embedder.GenerateAsync(["hi"]))[0].Vector.ToArray());
        Assert.NotEmpty(await provider.ListModelsAsync(connection, CancellationToken.None));
        Assert.Equal(
            ["/v1/chat/completions", "/v1/chat/completions", "/v1/embeddings", "/v1/models"],
            Upstream.Journal.Entries.Select(entry => entry.Path));
        Assert.All(Upstream.Journal.Entries, entry => Assert.Equal("sk-test-0123456789", entry.Key));
    }
}
