using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace KernelHost.Testing;

/// <summary>
/// A model service that answers by a script and remembers what it was asked. A call gets the answer of the first <see cref="When(Func{ModelCall, bool}, Reply)"/> that
/// fits it, else the next of <see cref="Answers"/>, else that of <see cref="AlwaysAnswers"/>; with none of them the test fails. Thread-safe.
/// </summary>
public sealed class ScriptedModel : IChatClient
{
    private readonly Lock _lock = new();
    private readonly List<(Func<ModelCall, bool> Fits, Reply Reply)> _rules = [];
    private readonly Queue<Reply> _next = [];
    private readonly CallJournal _calls;
    private readonly TimeProvider _clock;
    private Reply? _always;

    internal ScriptedModel(string serviceId, CallJournal calls, TimeProvider clock) => (ServiceId, _calls, _clock) = (serviceId, calls, clock);

    /// <summary>The id a plugin asks it by.</summary>
    public string ServiceId { get; }

    /// <summary>What it was asked, oldest first.</summary>
    public IReadOnlyList<ModelCall> Calls => [.. _calls.All.Where(call => call.ServiceId == ServiceId)];

    /// <summary>Its last call.</summary>
    /// <exception cref="PluginTestException">It was not asked.</exception>
    public ModelCall LastCall => Calls is [.., var last] ? last : throw new PluginTestException($"The model '{ServiceId}' was not asked. Of the others:\n{CallJournal.Describe(_calls.All)}");

    /// <summary>The next calls are answered with these, one each.</summary>
    public ScriptedModel Answers(params Reply[] replies)
    {
        lock (_lock)
        {
            foreach (var reply in replies)
                _next.Enqueue(reply);
        }

        return this;
    }

    /// <summary>Every call that nothing else answers gets this.</summary>
    public ScriptedModel AlwaysAnswers(Reply reply)
    {
        lock (_lock)
            _always = reply;
        return this;
    }

    /// <summary>Every call of which this is true gets the reply.</summary>
    public ScriptedModel When(Func<ModelCall, bool> fits, Reply reply)
    {
        lock (_lock)
            _rules.Add((fits, reply));
        return this;
    }

    /// <summary>Every call whose prompt holds the text gets the reply.</summary>
    public ScriptedModel When(string promptHolds, Reply reply) => When(call => call.Prompt.Contains(promptHolds, StringComparison.Ordinal), reply);

    /// <summary>It was asked so many times.</summary>
    /// <exception cref="PluginTestException">It was not.</exception>
    public void AssertAsked(int times)
    {
        if (Calls.Count != times)
            throw new PluginTestException($"The model '{ServiceId}' should have been asked {Times(times)}, and was asked {Times(Calls.Count)}.\n{CallJournal.Describe(_calls.All)}");
    }

    /// <summary>It was not asked at all.</summary>
    /// <exception cref="PluginTestException">It was.</exception>
    public void AssertNotAsked() => AssertAsked(0);

    /// <summary>One of its prompts held all of these texts.</summary>
    /// <exception cref="PluginTestException">None did.</exception>
    public void AssertPromptHeld(params string[] texts)
    {
        if (!Calls.Any(call => Array.TrueForAll(texts, text => call.Prompt.Contains(text, StringComparison.Ordinal))))
            throw new PluginTestException($"No prompt of the model '{ServiceId}' held {string.Join(" and ", texts.Select(text => $"\"{text}\""))}.\n{CallJournal.Describe(_calls.All)}");
    }

    async Task<ChatResponse> IChatClient.GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken)
    {
        var pieces = new List<string>();
        await foreach (var piece in AskAsync(messages, options, cancellationToken))
            pieces.Add(piece);
        return new(new ChatMessage(ChatRole.Assistant, string.Concat(pieces)));
    }

    async IAsyncEnumerable<ChatResponseUpdate> IChatClient.GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var piece in AskAsync(messages, options, cancellationToken))
            yield return new(ChatRole.Assistant, piece);
    }

    object? IChatClient.GetService(Type serviceType, object? serviceKey) => serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    void IDisposable.Dispose()
    {
    }

    private IAsyncEnumerable<string> AskAsync(IEnumerable<ChatMessage> messages, ChatOptions? options, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var call = new ModelCall(ServiceId, [.. messages], options?.Clone());
        _calls.Add(call);
        return (Find(call) ?? throw _calls.Overrun(call)).AnswerAsync(call, _clock, cancellationToken);
    }

    private Reply? Find(ModelCall call)
    {
        lock (_lock)
            return _rules.Find(rule => rule.Fits(call)).Reply ?? (_next.TryDequeue(out var next) ? next : _always);
    }

    private static string Times(int times) => times == 1 ? "once" : $"{times} times";
}
