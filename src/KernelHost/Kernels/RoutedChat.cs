using System.Runtime.CompilerServices;
using System.Text.Json;
using KernelHost.Forwarding;
using KernelHost.Models;
using KernelHost.Providers;
using KernelHost.Providers.OpenAi;
using KernelHost.Routing;
using Microsoft.Extensions.AI;

namespace KernelHost.Kernels;

/// <summary>A chat endpoint's call: resolved, walked along its route by the one loop, each candidate taking it in the form its server knows.</summary>
internal sealed class RoutedChat(SetupSnapshot setup, ModelCalls calls, ModelRequest request, ChatCall call, CancellationToken caller)
{
    private readonly long _started = calls.Now();
    private ChatQuestion? _question;

    private ChatQuestion Question => _question ??= call.Question();

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<ChatReply> AskAsync()
    {
        var reply = (await calls.ServeAsync(setup, request, AttemptAsync, caller)).Value;
        if (reply is ChatReply.Forwarded whole && call.Request.Stream)
        {
            return await ReadOutAsync(whole);
        }

        if (reply is ChatReply.Forwarded or ChatReply.Spoken)
        {
            calls.Finish(setup, reply.Report, _started);
        }

        return reply;
    }

    private ValueTask<ChatReply> AttemptAsync(Turn turn, CancellationToken deadline)
    {
        var (link, report) = (setup.LinkTo(turn.Candidate), ModelCallReport.Of(null, turn));
        if (link.Kind.Offers(OpenAiEndpoint.ChatCompletions))
        {
            return ForwardAsync(link, turn.Candidate, report, deadline);
        }

        DroppedParameters.Require(link.Kind, turn.Candidate.Provider, turn.Candidate.Model, Question.Parameters);
        report = report with { Dropped = DroppedParameters.Of(link.Kind, turn.Candidate.Model, Question.Parameters) };
        return call.Request.Stream ? StreamAsync(turn.Candidate, report, deadline) : SpeakAsync(turn.Candidate, report, deadline);
    }

    private ValueTask<ChatReply> ForwardAsync(ProviderLink link, Candidate candidate, ModelCallReport report, CancellationToken deadline)
    {
        var body = CandidateBody.Write(call.Request, candidate, setup.Setup, link.Connection, asksForUsage: true);
        var forwarded = new ForwardedCall(link, OpenAiEndpoint.ChatCompletions, new PooledContent(body, "application/json"))
        {
            Streams = call.Request.Stream,
            WithUsage = call.Request.IncludeUsage,
            ModelInfo = call.ModelInfo?.Invoke(report) ?? default,
        };
        return calls.Forwarder.SendAsync(forwarded, (Chat: this, Report: report), static (answer, state) => state.Chat.Reply(answer, state.Report), deadline, caller);
    }

    private ChatReply Reply(ForwardedAnswer answer, ModelCallReport report) => answer switch
    {
        ForwardedAnswer.Json { Whole: var whole } => new ChatReply.Forwarded(whole, report with { Usage = whole.Usage }),
        ForwardedAnswer.Events { Stream: var stream } =>
            new ChatReply.ForwardedEvents(stream, report, (usage, whole) => calls.Finish(setup, report with { Usage = usage }, _started, whole)),
        _ => throw new InvalidOperationException("A server answers in one piece or with a stream."),
    };

    /// <summary>Some servers do not stream, whatever was asked: their answer becomes a stream here.</summary>
    private async ValueTask<ChatReply> ReadOutAsync(ChatReply.Forwarded whole)
    {
        ChatResponse response;
        await using (whole)
        using (var document = JsonDocument.Parse(whole.Answer.Json))
        {
            response = ChatAnswer.Read(document.RootElement, setup.LinkTo(whole.Report.Provider).Connection);
        }

        var updates = await PrimedStream<ChatResponseUpdate>.OpenAsync(_ => response.ToChatResponseUpdates().ToAsyncEnumerable(), _ => true, CancellationToken.None, caller);
        return new ChatReply.SpokenUpdates(new RoutedUpdates(setup, calls, updates, whole.Report, _started), whole.Report);
    }

    private async ValueTask<ChatReply> StreamAsync(Candidate candidate, ModelCallReport report, CancellationToken deadline)
    {
        var updates = await ChatAttempt.StreamAsync(setup, candidate, Question.Messages, Question.Options, deadline, caller);
        return new ChatReply.SpokenUpdates(new RoutedUpdates(setup, calls, updates, report, _started), report);
    }

    private async ValueTask<ChatReply> SpeakAsync(Candidate candidate, ModelCallReport report, CancellationToken deadline)
    {
        var response = await ChatAttempt.AnswerAsync(setup, candidate, Question.Messages, Question.Options, deadline);
        return new ChatReply.Spoken(response, report with { Usage = response.Usage });
    }
}
