using System.Text.Json;
using KernelHost.Forwarding;
using KernelHost.Models;
using KernelHost.Providers;
using KernelHost.Providers.OpenAi;
using KernelHost.Routing;
using Microsoft.Extensions.AI;

namespace KernelHost.Kernels;

/// <summary>A chat endpoint's call: resolved, walked along its route by the one loop, each candidate taking it in the form its server knows.</summary>
internal sealed class RoutedChat(SetupSnapshot setup, ModelCalls calls, ModelRequest request, ChatCall call)
{
    private ChatQuestion? _question;

    private ChatQuestion Question => _question ??= call.Question();

    public async Task<ChatReply> AskAsync(CancellationToken caller)
    {
        var started = calls.Now();
        var served = await calls.ServeAsync(setup, request, (turn, deadline) => AttemptAsync(turn, started, deadline, caller), caller);
        if (served.Value is ChatReply.Forwarded or ChatReply.Spoken)
        {
            calls.Finish(setup, served.Value.Report, started);
        }

        return served.Value;
    }

    private Task<ChatReply> AttemptAsync(Turn turn, long started, CancellationToken deadline, CancellationToken caller)
    {
        var (link, report) = (setup.LinkTo(turn.Candidate), ModelCallReport.Of(null, turn));
        if (link.Kind.Offers(OpenAiEndpoint.ChatCompletions))
        {
            return ForwardAsync(link, turn.Candidate, report, started, deadline, caller);
        }

        DroppedParameters.Require(link.Kind, turn.Candidate.Provider, turn.Candidate.Model, Question.Parameters);
        report = report with { Dropped = DroppedParameters.Of(link.Kind, turn.Candidate.Model, Question.Parameters) };
        return call.Request.Stream ? StreamAsync(turn.Candidate, report, started, deadline, caller)
            : SpeakAsync(turn.Candidate, report, deadline);
    }

    private async Task<ChatReply> ForwardAsync(ProviderLink link, Candidate candidate, ModelCallReport report, long started, CancellationToken deadline, CancellationToken caller)
    {
        var body = CandidateBody.Write(call.Request, candidate, setup.Setup, link.Connection, asksForUsage: true);
        var modelInfo = call.ModelInfo?.Invoke(report) ?? default;
        return await calls.Forwarder.SendAsync(link, OpenAiEndpoint.ChatCompletions, call.Request, body, modelInfo, deadline, caller) switch
        {
            ForwardedAnswer.Json { Whole: var whole } when call.Request.Stream => await ReadOutAsync(whole, link, report, started, deadline, caller),
            ForwardedAnswer.Json { Whole: var whole } => new ChatReply.Forwarded(whole, report with { Usage = whole.Usage }),
            ForwardedAnswer.Events { Stream: var stream } =>
                new ChatReply.ForwardedEvents(stream, report, (usage, whole) => calls.Finish(setup, report with { Usage = usage }, started, whole)),
            _ => throw new InvalidOperationException("A server answers in one piece or with a stream."),
        };
    }

    /// <summary>Some servers do not stream, whatever was asked: their answer becomes a stream here.</summary>
    private async Task<ChatReply> ReadOutAsync(ForwardedJson whole, ProviderLink link, ModelCallReport report, long started, CancellationToken deadline, CancellationToken caller)
    {
        ChatResponse response;
        using (whole)
        using (var document = JsonDocument.Parse(whole.Json))
        {
            response = ChatAnswer.Read(document.RootElement, link.Connection);
        }

        var updates = await PrimedStream<ChatResponseUpdate>.OpenAsync(_ => response.ToChatResponseUpdates().ToAsyncEnumerable(), _ => true, deadline, caller);
        return new ChatReply.SpokenUpdates(new RoutedUpdates(setup, calls, updates, report, started), report);
    }

    private async Task<ChatReply> StreamAsync(Candidate candidate, ModelCallReport report, long started, CancellationToken deadline, CancellationToken caller)
    {
        var updates = await ChatAttempt.StreamAsync(setup, candidate, Question.Messages, Question.Options, deadline, caller);
        return new ChatReply.SpokenUpdates(new RoutedUpdates(setup, calls, updates, report, started), report);
    }

    private async Task<ChatReply> SpeakAsync(Candidate candidate, ModelCallReport report, CancellationToken deadline)
    {
        var response = await ChatAttempt.AnswerAsync(setup, candidate, Question.Messages, Question.Options, deadline);
        return new ChatReply.Spoken(response, report with { Usage = response.Usage });
    }
}
