using KernelHost.Models;
using KernelHost.Organizations;
using KernelHost.Providers.Embedded.Rules;
using Microsoft.Extensions.AI;

namespace KernelHost.Providers.Embedded;

/// <summary>
/// The provider that is always there. It is not a language model: it answers from the text it is given, by written-down rules, so that
/// a host without keys and servers runs and can be tested.
/// </summary>
public sealed class EmbeddedProvider : IProviderKind
{
    public const string Extractive = "extractive";
    public const string ExtractiveMini = "extractive-mini";
    public const string HashEmbeddingModel = "hash-embedding";

    /// <summary>All it has, the default model first.</summary>
    public static IReadOnlyList<ListedModel> Models { get; } =
        [new(Extractive, ModelType.Llm), new(ExtractiveMini, ModelType.Llm), new(HashEmbeddingModel, ModelType.Embedding)];

    public string Name => ProviderKinds.Embedded;

    public ParameterFit Fit(string model, ChatParameter parameter) => EmbeddedParameters.Fit(parameter);

    public ModelEndpoints Serves => ModelEndpoints.Chat | ModelEndpoints.Embeddings;

    /// <exception cref="ProviderException">It has no such chat model.</exception>
    public IChatClient CreateChatClient(ProviderConnection connection, string model) => model switch
    {
        Extractive => new EmbeddedChatClient(model, Effort.Full),
        ExtractiveMini => new EmbeddedChatClient(model, Effort.Mini),
        _ => throw Unknown(model, "chat", $"{Extractive}, {ExtractiveMini}"),
    };

    /// <exception cref="ProviderException">It has no such embedding model.</exception>
    public IEmbeddingGenerator<string, Embedding<float>>? CreateEmbeddingGenerator(ProviderConnection connection, string model) =>
        model == HashEmbeddingModel ? new EmbeddedEmbeddingGenerator(model) : throw Unknown(model, "embedding", HashEmbeddingModel);

    public Task<IReadOnlyList<ListedModel>> ListModelsAsync(ProviderConnection connection, CancellationToken cancellationToken) => Task.FromResult(Models);

    public Task<ProbeResult> ProbeAsync(ProviderConnection connection, CancellationToken cancellationToken) =>
        Task.FromResult(new ProbeResult(Reachable: true, KeyAccepted: true, Models, TimeSpan.Zero, Error: null));

    private static ProviderException Unknown(string model, string type, string known) =>
        new(FailureClass.BadRequest, $"The embedded provider has no {type} model '{model}'. It has: {known}.") { Status = 404, Code = "model_not_found", Param = "model" };
}
