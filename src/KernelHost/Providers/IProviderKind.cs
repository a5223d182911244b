using KernelHost.Models;
using KernelHost.Organizations;
using KernelHost.Providers.OpenAi;
using Microsoft.Extensions.AI;

namespace KernelHost.Providers;

/// <summary>
/// How one kind of model server is reached. Implementations are singletons, thread-safe, hold no keys, and turn every failure of the
/// server into a <see cref="ProviderException"/>. A client they create is cheap: connections are pooled by address behind it.
/// </summary>
public interface IProviderKind
{
    /// <summary>One of <see cref="ProviderKinds"/>.</summary>
    string Name { get; }

    /// <summary>Whether its servers have this endpoint in OpenAI's own wire format, so that requests go there as bytes. Where it is not, calls go through the clients.</summary>
    bool Offers(OpenAiEndpoint endpoint) => false;

    /// <summary>What can be asked of its models, whichever way calls go there.</summary>
    ModelEndpoints Serves => ModelEndpoints.Chat | OpenAiEndpoint.OfferedBy(this);

    /// <summary>What becomes of a chat request's parameter at this model. Pure and quick; where requests go as bytes, everything is taken.</summary>
    ParameterFit Fit(string model, ChatParameter parameter) => ParameterFit.Taken;

    IChatClient CreateChatClient(ProviderConnection connection, string model);

    /// <summary>Null when this kind has no embeddings.</summary>
    IEmbeddingGenerator<string, Embedding<float>>? CreateEmbeddingGenerator(ProviderConnection connection, string model);

    /// <summary>What the server itself says it has, with types where it or the name tells them.</summary>
    /// <exception cref="ProviderException">The server could not be asked.</exception>
    Task<IReadOnlyList<ListedModel>> ListModelsAsync(ProviderConnection connection, CancellationToken cancellationToken);

    /// <summary>Is it there, does it take the key, what does it list, how fast. Never throws but for cancellation.</summary>
    Task<ProbeResult> ProbeAsync(ProviderConnection connection, CancellationToken cancellationToken);
}

public sealed record ListedModel(string Id, ModelType Type);

/// <param name="KeyAccepted">Null when the server could not be asked.</param>
/// <param name="Error">What went wrong, scrubbed of keys; null when all is well.</param>
public sealed record ProbeResult(bool Reachable, bool? KeyAccepted, IReadOnlyList<ListedModel> Models, TimeSpan Latency, string? Error);
