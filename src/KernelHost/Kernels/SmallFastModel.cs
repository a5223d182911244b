using KernelHost.Models;
using Microsoft.Extensions.AI;

namespace KernelHost.Kernels;

internal sealed class SmallFastModel(SetupSnapshot setup) : ISmallFastModel
{
    private static readonly ModelRequest Request = new() { Purpose = ModelPurpose.SmallFast };

    private readonly IChatClient _client = setup.Chat(Request, ServiceIds.SmallFast);

    public bool IsConfigured => First is { Reason: ResolutionSteps.SmallFastModel };

    public ModelIdentity? Model => First is { } first ? new(first.Provider, first.Model) : null;

    public Task<ChatResponse> AskAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        _client.GetResponseAsync(messages, options, cancellationToken);

    public IAsyncEnumerable<ChatResponseUpdate> AskStreamingAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        _client.GetStreamingResponseAsync(messages, options, cancellationToken);

    private Candidate? First => setup.Resolve(Request) is Resolution.Found { Route: var route } ? route.First : null;
}
