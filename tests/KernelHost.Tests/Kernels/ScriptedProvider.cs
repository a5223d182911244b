using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using KernelHost.Organizations;
using KernelHost.Providers;
using Microsoft.Extensions.AI;

namespace KernelHost.Tests.Kernels;

/// <summary>A provider kind that answers from a function and remembers what it was asked.</summary>
internal sealed class ScriptedProvider(Func<string, IReadOnlyList<ChatMessage>, ChatResponse> answer, string kind = ProviderKinds.Universal) : IProviderKind
{
    public ConcurrentQueue<(string Model, IReadOnlyList<ChatMessage> Messages, ChatOptions Options)> Calls { get; } = new();

    public string Name => kind;

    public IChatClient CreateChatClient(ProviderConnection connection, string model) => new Client(this, model);

    public IEmbeddingGenerator<string, Embedding<float>>? CreateEmbeddingGenerator(ProviderConnection connection, string model) => null;

    public Task<IReadOnlyList<ListedModel>> ListModelsAsync(ProviderConnection connection, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ListedModel>>([]);

    public Task<ProbeResult> ProbeAsync(ProviderConnection connection, CancellationToken cancellationToken) =>
        Task.FromResult(new ProbeResult(true, true, [], TimeSpan.Zero, null));

    private sealed class Client(ScriptedProvider provider, string model) : IChatClient
    {
        public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            IReadOnlyList<ChatMessage> asked = [.. messages];
            provider.Calls.Enqueue((model, asked, options ?? new()));
            return Task.FromResult(provider.Answer(model, asked));
        }

        public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            yield return new(ChatRole.Assistant, "");
            foreach (var update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates())
            {
                yield return update;
            }
        }

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }

    private ChatResponse Answer(string model, IReadOnlyList<ChatMessage> messages) => answer(model, messages);
}
