using System.Text.Json;
using Anthropic.Models.Models;
using KernelHost.Models;
using KernelHost.Organizations;
using KernelHost.Providers.Http;
using Microsoft.Extensions.AI;

namespace KernelHost.Providers.Anthropic;

/// <summary>Anthropic's Messages API, called through Anthropic's own SDK (decision 0010). It has no embeddings.</summary>
internal sealed class AnthropicProvider(ProviderHttp http) : IProviderKind
{
    // The most the listing gives at once; there are far fewer models.
    private const int ModelsPerPage = 1000;

    public string Name => ProviderKinds.Anthropic;

    public ModelEndpoints Serves => ModelEndpoints.Chat;

    public ParameterFit Fit(string model, ChatParameter parameter) => AnthropicParameters.Fit(model, parameter);

    public IChatClient CreateChatClient(ProviderConnection connection, string model) => new AnthropicChatClient(http, connection, model);

    public IEmbeddingGenerator<string, Embedding<float>>? CreateEmbeddingGenerator(ProviderConnection connection, string model) => null;

    public async Task<IReadOnlyList<ListedModel>> ListModelsAsync(ProviderConnection connection, CancellationToken cancellationToken)
    {
        using var attempt = http.Begin(connection, cancellationToken);
        return await attempt.RunAsync(async a =>
        {
            using var response = await AnthropicSdk.SendAsync(http, a, HttpMethod.Get, new ModelListParams { Limit = ModelsPerPage });
            using var answer = await ProviderHttp.ReadJsonAsync(response, a);
            return Read(answer.RootElement);
        });
    }

    public Task<ProbeResult> ProbeAsync(ProviderConnection connection, CancellationToken cancellationToken) =>
        Probing.ProbeAsync(this, connection, http.Time, cancellationToken);

    // All its models are language models.
    private static IReadOnlyList<ListedModel> Read(JsonElement answer) =>
        [.. answer.Items("data").Select(model => model.Text("id")).OfType<string>().Where(id => id.Length > 0).Select(id => new ListedModel(id, ModelType.Llm))];
}
