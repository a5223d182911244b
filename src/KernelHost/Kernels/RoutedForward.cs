using KernelHost.Forwarding;
using KernelHost.Models;
using KernelHost.Providers;
using KernelHost.Providers.Http;
using KernelHost.Providers.OpenAi;
using KernelHost.Routing;

namespace KernelHost.Kernels;

/// <summary>
/// A call of an endpoint that is only ever forwarded: resolved, walked along its route by the one loop, and passed on as bytes. The route has only candidates whose servers
/// have the endpoint.
/// </summary>
internal sealed class RoutedForward(SetupSnapshot setup, ModelCalls calls, ModelRequest request, OpenAiEndpoint endpoint, Func<ModelCallReport, ReadOnlyMemory<byte>>? modelInfo)
{
    /// <summary>Of JSON.</summary>
    public Task<ForwardedReply> SendAsync(OpenAiRequest body, CancellationToken caller) => SendAsync(
        (link, candidate) =>
        {
            var asksForUsage = endpoint == OpenAiEndpoint.Completions;
            var bytes = CandidateBody.Write(body, candidate, setup.Setup, link.Connection, asksForUsage, endpoint);
            return new(link, endpoint, new PooledContent(bytes, "application/json")) { Streams = body.Stream, WithUsage = body.IncludeUsage || !asksForUsage };
        }, body.Stream, body.Json.Length, caller);

    /// <summary>Of a form.</summary>
    public Task<ForwardedReply> SendAsync(Func<Candidate, HttpContent> form, bool streams, CancellationToken caller) =>
        SendAsync((link, candidate) => new(link, endpoint, form(candidate)) { Streams = streams, WithUsage = true }, streams, 0, caller);

    private async Task<ForwardedReply> SendAsync(Func<ProviderLink, Candidate, ForwardedCall> prepare, bool streams, long characters, CancellationToken caller)
    {
        var started = calls.Now();
        var served = await calls.ServeAsync(setup, request, streams || endpoint == OpenAiEndpoint.Speech ? AnswerForm.Stream : AnswerForm.Whole, turn =>
        {
            var call = prepare(setup.LinkTo(turn.Candidate), turn.Candidate);
            return calls.Forwarder.SendAsync(call with { Held = turn.Terms.IsHeld, ModelInfo = modelInfo?.Invoke(ModelCallReport.Of(null, turn)) ?? default }, turn.Limit);
        }, caller);

        var report = ModelCallReport.Of(null, served.Turn);
        var stream = (served.Value as ForwardedAnswer.Events)?.Stream;
        return ForwardedReply.Of(served.Value, report, (usage, whole, failure) =>
        {
            usage ??= stream is null || whole || failure is not null ? null : RoughUsage.OfChunks(characters, stream.Chunks);
            calls.Finish(setup, served.Turn, report with { Usage = usage }, started, whole, failure);
        });
    }
}
