using System.Runtime.CompilerServices;
using KernelHost.Organizations;
using KernelHost.Providers.Embedded.Prompts;
using KernelHost.Providers.Embedded.Rules;
using KernelHost.Providers.Embedded.Text;
using Microsoft.Extensions.AI;

namespace KernelHost.Providers.Embedded;

/// <summary>Answers by <see cref="AnswerRules"/>: no model, no state, no I/O. The same request gets the same answer; a stream's pieces joined are that answer.</summary>
internal sealed class EmbeddedChatClient(string model, Effort effort) : IChatClient
{
    private static readonly Uri Address = new("embedded:");

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var reply = Reply(messages as IReadOnlyCollection<ChatMessage> ?? [.. messages], options);
        return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, reply.Contents))
        {
            ResponseId = reply.Id,
            ModelId = model,
            FinishReason = reply.FinishReason,
            Usage = reply.Usage,
        });
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var reply = Reply(messages as IReadOnlyCollection<ChatMessage> ?? [.. messages], options);
        foreach (var content in reply.Contents.SelectMany(Pieces))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return Update(reply, content);
        }

        await Task.CompletedTask;
        var last = Update(reply, new UsageContent(reply.Usage));
        last.FinishReason = reply.FinishReason;
        yield return last;
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null
        : serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata(ProviderKinds.Embedded, Address, model)
        : serviceType.IsInstanceOfType(this) ? this
        : null;

    public void Dispose()
    {
        // Nothing is held.
    }

    private EmbeddedReply Reply(IReadOnlyCollection<ChatMessage> messages, ChatOptions? options)
    {
        var prompt = PromptReader.Read(messages, options?.Instructions);
        var read = messages.Sum(message => TextPieces.CountTokens(message.Text));
        return ToolChooser.Call(prompt, options, effort) is { } call
            ? EmbeddedReply.Of(call, read)
            : EmbeddedReply.Of(AnswerRules.Answer(prompt, options?.ResponseFormat, effort), options, read);
    }

    private ChatResponseUpdate Update(EmbeddedReply reply, AIContent content) =>
        new(ChatRole.Assistant, [content]) { ResponseId = reply.Id, MessageId = reply.Id, ModelId = model };

    private static IEnumerable<AIContent> Pieces(AIContent content) =>
        content is TextContent text ? TextPieces.ForStreaming(text.Text).Select(piece => new TextContent(piece)) : [content];
}
