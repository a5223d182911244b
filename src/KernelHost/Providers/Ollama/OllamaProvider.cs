using KernelHost.Models;
using KernelHost.Organizations;
using KernelHost.Providers.Http;
using Microsoft.Extensions.AI;

namespace KernelHost.Providers.Ollama;

/// <summary>Ollama over its native API, which has what its OpenAI-compatible one lacks: options such as num_ctx, thinking, keep_alive.</summary>
internal sealed class OllamaProvider(ProviderHttp http) : IProviderKind
{
    public string Name => ProviderKinds.Ollama;

    public ModelEndpoints Serves => ModelEndpoints.Chat | ModelEndpoints.Embeddings;

    public ParameterFit Fit(string model, ChatParameter parameter) => OllamaParameters.Fit(parameter);

    public IChatClient CreateChatClient(ProviderConnection connection, string model) => new OllamaChatClient(http, AtRoot(connection), model);

    public IEmbeddingGenerator<string, Embedding<float>> CreateEmbeddingGenerator(ProviderConnection connection, string model) =>
        new OllamaEmbeddingGenerator(http, AtRoot(connection), model);

    public async Task<IReadOnlyList<ListedModel>> ListModelsAsync(ProviderConnection connection, CancellationToken cancellationToken)
    {
        using var attempt = http.Begin(AtRoot(connection), cancellationToken);
        using var answer = await attempt.RunAsync(a => http.AskAsync(ProviderHttp.Request(HttpMethod.Get, a.Connection, "/api/tags"), a));
        return TagListing.Read(answer.RootElement);
    }

    public Task<ProbeResult> ProbeAsync(ProviderConnection connection, CancellationToken cancellationToken) =>
        Probing.ProbeAsync(this, connection, http.Time, cancellationToken);

    // People copy the base URL of the OpenAI-compatible API, or of the documentation's examples.
    private static ProviderConnection AtRoot(ProviderConnection connection)
    {
        var url = new UriBuilder(connection.BaseUrl);
        var path = url.Path.TrimEnd('/');
        foreach (var suffix in (ReadOnlySpan<string>)["/v1", "/api"])
        {
            if (path.EndsWith(suffix, StringComparison.Ordinal))
                path = path[..^suffix.Length];
        }

        url.Path = path;
        return connection with { BaseUrl = url.Uri };
    }
}
