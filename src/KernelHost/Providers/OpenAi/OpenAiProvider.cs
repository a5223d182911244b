using KernelHost.Providers.Http;
using Microsoft.Extensions.AI;

namespace KernelHost.Providers.OpenAi;

/// <summary>Every server that speaks OpenAI's wire format; one instance per kind name.</summary>
internal sealed class OpenAiProvider(string kind, ProviderHttp http) : IProviderKind
{
    public string Name => kind;

    public bool Offers(OpenAiEndpoint endpoint) => OpenAiEndpoints.Has(kind, endpoint);

    public IChatClient CreateChatClient(ProviderConnection connection, string model) => new OpenAiChatClient(http, connection, model);

    public IEmbeddingGenerator<string, Embedding<float>> CreateEmbeddingGenerator(ProviderConnection connection, string model) =>
        new OpenAiEmbeddingGenerator(http, connection, model);

    public async Task<IReadOnlyList<ListedModel>> ListModelsAsync(ProviderConnection connection, CancellationToken cancellationToken)
    {
        using var attempt = http.Begin(connection, cancellationToken);
        using var answer = await attempt.RunAsync(a => http.AskAsync(ProviderHttp.Request(HttpMethod.Get, connection, "/models"), a));
        return ModelListing.Read(answer.RootElement);
    }

    public Task<ProbeResult> ProbeAsync(ProviderConnection connection, CancellationToken cancellationToken) =>
        Probing.ProbeAsync(this, connection, http.Time, cancellationToken);
}
