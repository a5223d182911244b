using System.Runtime.CompilerServices;
using KernelHost.Models;
using KernelHost.Routing;
using KernelHost.Scheduling;
using Microsoft.Extensions.AI;

namespace KernelHost.Kernels;

/// <summary>One candidate's attempt at a chat through its provider's chat client, with what its named model and role add.</summary>
internal static class ChatAttempt
{
    public static async Task<ChatResponse> AnswerAsync(
        SetupSnapshot setup, Candidate candidate, IReadOnlyCollection<ChatMessage> messages, ChatOptions? options, CancellationToken deadline)
    {
        await Workers.Enter();
        using var client = ModelCalls.ChatClient(setup, candidate);
        return await client.GetResponseAsync(messages.WithPrompts(candidate.Named, setup.Setup), OptionsFor(candidate, options), deadline);
    }

    /// <summary>A stream that has begun, or that is whole if it is to be kept back until then.</summary>
    public static Task<PrimedStream<ChatResponseUpdate>> StreamAsync(
        SetupSnapshot setup, Turn turn, IReadOnlyCollection<ChatMessage> messages, ChatOptions? options) =>
        PrimedStream<ChatResponseUpdate>.OpenAsync(
            lifetime => UpdatesAsync(setup, turn.Candidate, messages, options, lifetime), turn.Terms.IsHeld ? AfterMost() : IsContent, turn.Limit.Token, turn.Limit.Caller);

    private static async IAsyncEnumerable<ChatResponseUpdate> UpdatesAsync(
        SetupSnapshot setup, Candidate candidate, IReadOnlyCollection<ChatMessage> messages, ChatOptions? options, [EnumeratorCancellation] CancellationToken lifetime)
    {
        await Workers.Enter();
        using var client = ModelCalls.ChatClient(setup, candidate);
        await foreach (var update in client.GetStreamingResponseAsync(messages.WithPrompts(candidate.Named, setup.Setup), OptionsFor(candidate, options), lifetime))
        {
            yield return update;
            await Workers.Enter();   // whoever reads the stream may come back on any thread
        }
    }

    private static ChatOptions OptionsFor(Candidate candidate, ChatOptions? options) =>
        options.ForCandidate(candidate.Model, candidate.Parameters, candidate.Named);

    /// <summary>Where keeping back ends: at more than the host holds of one answer.</summary>
    private static Func<ChatResponseUpdate, bool> AfterMost()
    {
        var held = 0L;
        return update => (held += update.Contents.Sum(Length)) > CallTerms.MostHeld;
    }

    private static long Length(AIContent content) => content switch
    {
        TextContent text => text.Text.Length,
        TextReasoningContent thought => thought.Text.Length,
        DataContent data => data.Data.Length,
        FunctionCallContent { RawRepresentation: string arguments } => arguments.Length,
        _ => 64,
    };

    /// <summary>Where falling over ends: anything a client could already have acted on, or the word that nothing more comes.</summary>
    private static bool IsContent(ChatResponseUpdate update) => update.FinishReason is not null
        || update.Contents.Any(content => content is not UsageContent and not TextContent { Text: "" });
}
