using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace KernelHost.Tests.Plugins;

/// <summary>A model that gives the next answer of its script, throws it, or (null) never answers, and remembers what it was asked.</summary>
internal sealed class ScriptedModel : IChatClient
{
    private readonly Queue<object?> _script = new();

    public List<(IReadOnlyList<ChatMessage> Messages, ChatOptions? Options)> Calls { get; } = [];

    public string System => Calls[^1].Messages.First(message => message.Role == ChatRole.System).Text;

    public string User => Calls[^1].Messages.Last(message => message.Role == ChatRole.User).Text;

    public JsonElement? Schema => (Calls[^1].Options?.ResponseFormat as ChatResponseFormatJson)?.Schema;

    public ScriptedModel Answers(params object?[] answers)
    {
        foreach (var answer in answers)
            _script.Enqueue(answer);
        return this;
    }

    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        Calls.Add(([.. messages], options));
        var answer = _script.Count > 0 ? _script.Dequeue() : throw new InvalidOperationException("The script is over.");
        if (answer is Exception failure)
            throw failure;
        if (answer is null)
            await Task.Delay(Timeout.Infinite, cancellationToken);
        return new(new ChatMessage(ChatRole.Assistant, (string?)answer));
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates())
            yield return update;
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
