using System.Runtime.CompilerServices;
using System.Text.Json;
using KernelHost.Forwarding;
using KernelHost.Models;
using KernelHost.Providers;
using KernelHost.Providers.Http;
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
        var served = await calls.ServeAsync(setup, request, call.Request.Stream ? AnswerForm.Stream : AnswerForm.Whole, AttemptAsync, caller);
        var reply = served.Value;
        if (reply is ChatReply.Forwarded whole && call.Request.Stream)
        {
            return await ReadOutAsync(whole, served.Turn);
        }

        if (reply is ChatReply.Forwarded or ChatReply.Spoken)
        {
            calls.Finish(setup, served.Turn, reply.Report, _started);
        }

        return reply;
    }

    private ValueTask<ChatReply> AttemptAsync(Turn turn)
    {
        var (link, report) = (setup.LinkTo(turn.Candidate), ModelCallReport.Of(null, turn));
        if (link.Kind.Offers(OpenAiEndpoint.ChatCompletions))
        {
            return ForwardAsync(link, turn, report);
        }

        DroppedParameters.Require(link.Kind, turn.Candidate.Provider, turn.Candidate.Model, Question.Parameters);
        report = report with { Dropped = DroppedParameters.Of(link.Kind, turn.Candidate.Model, Question.Parameters) };
        return call.Request.Stream ? StreamAsync(turn, report) : SpeakAsync(turn, report);
    }

    private ValueTask<ChatReply> ForwardAsync(ProviderLink link, Turn turn, ModelCallReport report)
    {
        var body = CandidateBody.Write(call.Request, turn.Candidate, setup.Setup, link.Connection, asksForUsage: true);
        var forwarded = new ForwardedCall(link, OpenAiEndpoint.ChatCompletions, new PooledContent(body, "application/json"))
        {
            Streams = call.Request.Stream,
            Held = turn.Terms.IsHeld,
            WithUsage = call.Request.IncludeUsage,
            ModelInfo = call.ModelInfo?.Invoke(report) ?? default,
        };
        return calls.Forwarder.SendAsync(forwarded, (Chat: this, Turn: turn, Report: report), static (answer, state) => state.Chat.Reply(answer, state.Turn, state.Report), turn.Limit);
    }

    private ChatReply Reply(ForwardedAnswer answer, Turn turn, ModelCallReport report) => answer switch
    {
        ForwardedAnswer.Json { Whole: var whole } => Reply(whole, report),
        ForwardedAnswer.Events { Stream: var stream } => Reply(stream, turn, report),
        _ => throw new InvalidOperationException("A server answers in one piece or with a stream."),
    };

    private static ChatReply.Forwarded Reply(ForwardedJson whole, ModelCallReport report)
    {
        report.Usage = whole.Usage;
        return new(whole, report);
    }

    private ChatReply.ForwardedEvents Reply(ForwardedStream stream, Turn turn, ModelCallReport report) =>
        new(stream, report, (usage, whole, failure) => calls.Finish(setup, turn, report with { Usage = usage ?? SoFar(stream, failure) }, _started, whole, failure));

    /// <summary>For a client that left before the server told; null when it did not.</summary>
    private UsageDetails? SoFar(ForwardedStream stream, ProviderException? failure) =>
        stream.Whole || failure is not null ? null : RoughUsage.OfChat(call.Request.Json.Span, stream.Chunks);

    /// <summary>Some servers do not stream, whatever was asked: their answer becomes a stream here.</summary>
    private async ValueTask<ChatReply> ReadOutAsync(ChatReply.Forwarded whole, Turn turn)
    {
        ChatResponse response;
        await using (whole)
        using (var document = JsonDocument.Parse(whole.Answer.Json))
        {
            response = ChatAnswer.Read(document.RootElement, setup.LinkTo(whole.Report.Provider).Connection);
        }

        var updates = await PrimedStream<ChatResponseUpdate>.OpenAsync(_ => response.ToChatResponseUpdates().ToAsyncEnumerable(), _ => true, CancellationToken.None, caller);
        return new ChatReply.SpokenUpdates(new RoutedUpdates(setup, calls, [], updates, turn, whole.Report, _started), whole.Report);
    }

    private async ValueTask<ChatReply> StreamAsync(Turn turn, ModelCallReport report)
    {
        var updates = await ChatAttempt.StreamAsync(setup, turn, Question.Messages, Question.Options);
        return new ChatReply.SpokenUpdates(new RoutedUpdates(setup, calls, Question.Messages, updates, turn, report, _started), report);
    }

    private async ValueTask<ChatReply> SpeakAsync(Turn turn, ModelCallReport report)
    {
        var response = await ChatAttempt.AnswerAsync(setup, turn.Candidate, Question.Messages, Question.Options, turn.Limit.Token);
        return new ChatReply.Spoken(response, report with { Usage = response.Usage });
    }
}
