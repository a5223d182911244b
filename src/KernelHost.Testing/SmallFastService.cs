using Microsoft.Extensions.AI;

namespace KernelHost.Testing;

/// <summary>The small-fast model as a plugin's constructor gets it: the scripted one, or, when none is configured, the default one.</summary>
internal sealed class SmallFastService(ScriptedModel model) : ISmallFastModel
{
    private readonly IChatClient _client = model;

    public bool IsConfigured => model.ServiceId == ServiceIds.SmallFast;

    public ModelIdentity? Model => new("scripted", model.ServiceId);

    public Task<ChatResponse> AskAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        _client.GetResponseAsync(messages, options, cancellationToken);

    public IAsyncEnumerable<ChatResponseUpdate> AskStreamingAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        _client.GetStreamingResponseAsync(messages, options, cancellationToken);
}
