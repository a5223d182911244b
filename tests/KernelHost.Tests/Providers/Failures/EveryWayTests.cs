using System.Text;
using KernelHost.Forwarding;
using KernelHost.Models;
using KernelHost.Organizations;
using KernelHost.Providers;
using KernelHost.Providers.Http;
using KernelHost.Providers.OpenAi;
using KernelHost.Security;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace KernelHost.Tests.Providers.Failures;

/// <summary>The table once more, over the wire: whatever way a call goes, the same answer is the same failure.</summary>
public sealed class EveryWayTests(OneAnswerServer server) : IClassFixture<OneAnswerServer>
{
    private static readonly OpenAiEndpoint[] Endpoints = [OpenAiEndpoint.ChatCompletions, OpenAiEndpoint.Embeddings, OpenAiEndpoint.Transcriptions];
    private static readonly string[] Kinds = [ProviderKinds.OpenAI, ProviderKinds.Ollama, ProviderKinds.Anthropic];

    public static TheoryData<string> Rows => FailureTableTests.Rows;

    public static TheoryData<string> InBandRows => FailureTableTests.InBandRows;

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task A_status_of_failure_is_the_same_failure(string name)
    {
        var row = FailureRow.All[name];
        (server.Status, server.ContentType, server.Headers, server.Body) = (row.Status, row.ContentType, row.Headers, row.Body);

        foreach (var (way, call) in Wholes())
        {
            var failure = await Assert.ThrowsAsync<ProviderException>(call);
            if (!IsMissingEndpoint(failure))
                Assert.Equal((way, row.Class, row.Status, row.Code, row.RetryAfter, row.Says), (way, failure.Class, failure.Status ?? 0, failure.Code, failure.RetryAfter, failure.Message));
        }
    }

    [Theory]
    [MemberData(nameof(InBandRows))]
    public async Task So_is_an_error_in_place_of_an_answer(string name)
    {
        var row = FailureRow.All[name];
        Answer("application/json", row.Body);

        foreach (var (way, call) in Wholes())
            await AssertInBandAsync(way, call, row);
    }

    [Theory]
    [MemberData(nameof(InBandRows))]
    public async Task So_is_one_among_the_chunks(string name)
    {
        var row = FailureRow.All[name];
        foreach (var (way, call) in Streams())
        {
            var lines = way.Contains(ProviderKinds.Ollama, StringComparison.Ordinal);
            Answer(lines ? "application/x-ndjson" : "text/event-stream", [.. lines ? ""u8 : "event: error\ndata: "u8, .. row.Body, .. "\n\n"u8]);
            await AssertInBandAsync(way, call, row);
        }
    }

    [Theory]
    [InlineData("text/html", "<html>down</html>")]
    [InlineData("text/html", "")]
    [InlineData("application/json", "<html>down</html>")]
    [InlineData("application/json", "")]
    [InlineData("application/json", "{}")]
    [InlineData("text/event-stream", "")]
    public async Task A_page_or_nothing_inside_a_200_is_an_error(string contentType, string body)
    {
        Answer(contentType, Encoding.UTF8.GetBytes(body));

        foreach (var (way, call) in Wholes().Concat(Streams()).Where(each => !each.Way.Contains("audio", StringComparison.Ordinal)))
            Assert.Equal((way, FailureClass.Error), (way, (await Assert.ThrowsAsync<ProviderException>(call)).Class));
    }

    // Of a server that has no such address; told in words of its own.
    private static bool IsMissingEndpoint(ProviderException failure) => failure.Code == ResolutionError.EndpointNotSupported;

    [Theory]
    [InlineData("{0}")]
    [InlineData("data: {0}\n\n")]
    [InlineData("event: error\ndata: {0}\n\n")]
    public async Task So_is_one_in_place_of_audio(string form)
    {
        Answer("audio/mpeg", Encoding.UTF8.GetBytes(form.Replace("{0}", """{"error":{"message":"Slower, please.","type":"tokens","code":"rate_limit_exceeded"}}""", StringComparison.Ordinal)));

        var failure = await Assert.ThrowsAsync<ProviderException>(() => ForwardAsync(OpenAiEndpoint.Speech, streams: false));

        Assert.Equal((FailureClass.RateLimit, "Slower, please."), (failure.Class, failure.Message));
    }

    private static async Task AssertInBandAsync(string way, Func<Task> call, FailureRow row)
    {
        var failure = await Assert.ThrowsAsync<ProviderException>(call);
        if (!IsMissingEndpoint(failure))
            Assert.Equal((way, row.InStream, row.Code, row.Says), (way, failure.Class, failure.Code, failure.Message));
    }

    private void Answer(string contentType, byte[] body) =>
        (server.Status, server.ContentType, server.Headers, server.Body) = (200, contentType, new Dictionary<string, string>(), body);

    private IEnumerable<(string Way, Func<Task> Call)> Wholes()
    {
        foreach (var kind in Kinds)
            yield return ($"chat client of {kind}", () => Chat(kind).GetResponseAsync("Hi"));
        foreach (var kind in (string[])[ProviderKinds.OpenAI, ProviderKinds.Ollama])
            yield return ($"embeddings of {kind}", () => Kind(kind).CreateEmbeddingGenerator(Connect(kind), "m")!.GenerateAsync(["Hi"]));
        foreach (var endpoint in Endpoints)
            yield return ($"forward to {endpoint.Path}", () => ForwardAsync(endpoint, streams: false));
    }

    private IEnumerable<(string Way, Func<Task> Call)> Streams()
    {
        foreach (var kind in Kinds)
            yield return ($"stream of the chat client of {kind}", async () => await Chat(kind).GetStreamingResponseAsync("Hi").ToListAsync());
        yield return ("forwarded stream", () => ForwardAsync(OpenAiEndpoint.ChatCompletions, streams: true));
    }

    private async Task ForwardAsync(OpenAiEndpoint endpoint, bool streams)
    {
        var link = new ProviderLink(Kind(ProviderKinds.OpenAI), Connect(ProviderKinds.OpenAI));
        using var content = new StringContent("{}");
        using var limit = new AttemptLimit(TimeSpan.FromMinutes(1), isDeadline: true, server.Services.GetRequiredService<TimeProvider>(), CancellationToken.None);
        await new Forwarder(server.Services.GetRequiredService<ProviderHttp>()).SendAsync(new(link, endpoint, content) { Streams = streams }, limit);
    }

    private IChatClient Chat(string kind) => Kind(kind).CreateChatClient(Connect(kind), "m");

    private IProviderKind Kind(string kind) => server.Services.GetRequiredService<ProviderCatalog>().Get(kind);

    private ProviderConnection Connect(string kind) => new()
    {
        Name = "ours",
        Kind = kind,
        BaseUrl = kind == ProviderKinds.OpenAI ? new(server.Address, "/v1") : server.Address,
        Key = new Secret("sk-proj-A1b2C3d4E5f6G7h8wxYz"),
        Reach = UpstreamReach.Trusted,
    };
}
