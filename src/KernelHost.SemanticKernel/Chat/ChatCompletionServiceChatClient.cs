using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel.Services;

namespace Microsoft.SemanticKernel.ChatCompletion;

/// <summary>A chat completion service as a chat client.</summary>
internal sealed class ChatCompletionServiceChatClient(IChatCompletionService service) : IChatClient
{
    private readonly ChatClientMetadata _metadata = new(
        service.GetType().Name,
        service.GetEndpoint() is { } endpoint ? new Uri(endpoint) : null,
        service.GetModelId());

    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var history = messages.ToChatHistory();
        var asked = history.Count;
        var answer = await service.GetChatMessageContentAsync(history, options.ToPromptExecutionSettings(), kernel: null, cancellationToken);
        return new([.. history.Skip(asked).Append(answer).Select(message => message.ToChatMessage())])
        {
            ModelId = answer.ModelId,
            RawRepresentation = answer.InnerContent,
        };
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var pieces = service.GetStreamingChatMessageContentsAsync(messages.ToChatHistory(), options.ToPromptExecutionSettings(), kernel: null, cancellationToken);
        await foreach (var piece in pieces)
            yield return piece.ToChatResponseUpdate();
    }

    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);
        object[] known = serviceKey is null ? [this, service, _metadata] : [];
        return known.FirstOrDefault(serviceType.IsInstanceOfType);
    }

    public void Dispose() => (service as IDisposable)?.Dispose();
}
