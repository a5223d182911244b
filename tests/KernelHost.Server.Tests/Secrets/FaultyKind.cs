using System.Runtime.CompilerServices;
using KernelHost.Models;
using KernelHost.Providers;
using Microsoft.Extensions.AI;

namespace KernelHost.Server.Tests.Secrets;

/// <summary>A provider kind with a fault of its own: it throws what nobody foresaw, and says the key. A model named <c>…later…</c> answers a little first.</summary>
internal sealed class FaultyKind : IProviderKind
{
    public string Name => "anthropic";

    public ModelEndpoints Serves => ModelEndpoints.All;

    public IChatClient CreateChatClient(ProviderConnection connection, string model) => new Client(connection, model);

    public IEmbeddingGenerator<string, Embedding<float>>? CreateEmbeddingGenerator(ProviderConnection connection, string model) => throw Fault(connection);

    public Task<IReadOnlyList<ListedModel>> ListModelsAsync(ProviderConnection connection, CancellationToken cancellationToken) => throw Fault(connection);

    public Task<ProbeResult> ProbeAsync(ProviderConnection connection, CancellationToken cancellationToken) => throw Fault(connection);

    // As a client library would put it that was written without thinking of logs.
    private static NotSupportedException Fault(ProviderConnection connection) =>
        new($"Cannot parse the header x-api-key: {connection.Key?.Reveal()}", new FormatException($"At '{connection.Key?.Reveal()}'"));

    private sealed class Client(ProviderConnection connection, string model) : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) => throw Fault(connection);

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            if (model.Contains("later", StringComparison.Ordinal))
            {
                yield return new(ChatRole.Assistant, "So far so good.");
            }

            throw Fault(connection);
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
