using System.Net;
using System.Net.Sockets;
using KernelHost.Organizations;
using KernelHost.Providers;
using Microsoft.Extensions.AI;

namespace KernelHost.Tests.Providers;

/// <summary>What contract section 5 says of a failing attempt, against servers that fail, for every wire, streamed and whole.</summary>
public class ChatFaultTests : UpstreamHost
{
    public static TheoryData<string, FailureClass> Failures => new()
    {
        { "429", FailureClass.RateLimit },
        { "500", FailureClass.Error },
        { "503", FailureClass.Error },
        { "529", FailureClass.Error },
        { "401", FailureClass.Auth },
        { "402", FailureClass.Auth },
        { "403", FailureClass.Auth },
        { "404", FailureClass.BadRequest },
        { "422", FailureClass.BadRequest },
        { "408", FailureClass.Timeout },
        { "context-length", FailureClass.ContextLength },
        { "html-500", FailureClass.Error },
        { "html-200", FailureClass.Error },
        { "empty-200", FailureClass.Error },
        { "error-in-200", FailureClass.Error },
        { "error-in-stream", FailureClass.Error },
        { "reset", FailureClass.Error },
        { "cut", FailureClass.Error },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task A_failing_server_is_told_by_its_class(string fault, FailureClass expected)
    {
        foreach (var kind in (string[])[ProviderKinds.OpenAI, ProviderKinds.Ollama, ProviderKinds.Anthropic])
        {
            Upstream.Fail("m", fault);
            var whole = await Assert.ThrowsAsync<ProviderException>(() => Chat(kind, "m").GetResponseAsync("a b c d e f"));
            var streamed = await Assert.ThrowsAsync<ProviderException>(() => ReadAsync(Chat(kind, "m").GetStreamingResponseAsync("a b c d e f")));

            Assert.Equal((expected, expected), (whole.Class, streamed.Class));
        }
    }

    [Fact]
    public async Task A_refusal_that_breaks_off_is_still_told_by_its_status()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var server = AnswerOnceAsync(listener, "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 7\r\nContent-Length: 500\r\n\r\n{\"error\":");

        var failure = await Assert.ThrowsAsync<ProviderException>(() => ChatAt(listener).GetResponseAsync("?"));

        await server;
        Assert.Equal((FailureClass.RateLimit, 429, TimeSpan.FromSeconds(7)), (failure.Class, failure.Status, failure.RetryAfter));
    }

    [Theory]
    [InlineData(ProviderKinds.OpenAI, "no-finish")]
    [InlineData(ProviderKinds.OpenAI, "empty-stream")]
    [InlineData(ProviderKinds.OpenAI, "error-mid-stream")]
    [InlineData(ProviderKinds.Ollama, "no-done")]
    [InlineData(ProviderKinds.Ollama, "empty-stream")]
    [InlineData(ProviderKinds.Ollama, "error-mid-stream")]
    [InlineData(ProviderKinds.Anthropic, "no-finish")]
    [InlineData(ProviderKinds.Anthropic, "empty-stream")]
    [InlineData(ProviderKinds.Anthropic, "error-mid-stream")]
    public async Task A_stream_that_does_not_end_properly_is_a_failure(string kind, string fault)
    {
        Upstream.Fail("m", fault);

        var failure = await Assert.ThrowsAsync<ProviderException>(() => ReadAsync(Chat(kind, "m").GetStreamingResponseAsync("a b c d e f")));

        Assert.Equal(FailureClass.Error, failure.Class);
    }

    [Theory]
    [InlineData(ProviderKinds.OpenAI, "malformed-chunk")]
    [InlineData(ProviderKinds.OpenAI, "no-done")]
    [InlineData(ProviderKinds.Ollama, "malformed-chunk")]
    [InlineData(ProviderKinds.Anthropic, "malformed-chunk")]
    [InlineData(ProviderKinds.Anthropic, "no-done")]
    public async Task A_flaw_that_takes_nothing_from_the_answer_is_overlooked(string kind, string fault)
    {
        Upstream.Script("m", "one two three four");
        Upstream.Fail("m", fault);

        var answer = (await ReadAsync(Chat(kind, "m").GetStreamingResponseAsync("?"))).ToChatResponse();

        Assert.Equal(("one two three four", ChatFinishReason.Stop), (answer.Text, answer.FinishReason));
    }

    [Fact]
    public async Task An_answer_with_its_finish_reason_is_whole_even_if_the_connection_breaks_then()
    {
        using var server = new TcpListener(IPAddress.Loopback, 0);
        server.Start();
        const string chunk = """data: {"choices":[{"index":0,"delta":{"content":"all"},"finish_reason":"stop"}]}""" + "\n\n";
        var answer = AnswerOnceAsync(server, $"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n{chunk.Length:x}\r\n{chunk}\r\n");

        var whole = (await ReadAsync(ChatAt(server).GetStreamingResponseAsync("?"))).ToChatResponse();

        await answer;
        Assert.Equal(("all", ChatFinishReason.Stop), (whole.Text, whole.FinishReason));
    }

    [Theory]
    [InlineData("429-retry-7", 7)]
    [InlineData("429-date-30", 30)]
    public async Task The_wait_a_server_asks_for_is_told(string fault, int seconds)
    {
        Upstream.Fail("m", fault);

        var failure = await Assert.ThrowsAsync<ProviderException>(() => Chat(ProviderKinds.OpenAI, "m").GetResponseAsync("?"));

        Assert.Equal(TimeSpan.FromSeconds(seconds), failure.RetryAfter);
    }

    [Fact]
    public async Task A_content_filter_refusal_has_its_own_class_and_keeps_code_and_param()
    {
        Upstream.Fail("m", "content-filter");

        var failure = await Assert.ThrowsAsync<ProviderException>(() => Chat(ProviderKinds.OpenAI, "m").GetResponseAsync("?"));

        Assert.Equal((FailureClass.ContentFilter, 400, "content_filter", "prompt"), (failure.Class, failure.Status, failure.Code, failure.Param));
    }

    [Fact]
    public async Task An_error_that_repeats_the_key_and_the_address_comes_through_without_them()
    {
        Upstream.Fail("m", "leak");

        var failure = await Assert.ThrowsAsync<ProviderException>(() => Chat(ProviderKinds.OpenAI, "m").GetResponseAsync("?"));

        Assert.Equal("Bad call with key *** at ***.", failure.Message);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_an_error_without_its_address()
    {
        await Upstream.DisposeAsync();

        var failure = await Assert.ThrowsAsync<ProviderException>(() => Chat(ProviderKinds.OpenAI, "m").GetResponseAsync("?"));

        Assert.Equal((FailureClass.Error, "Provider 'ours' could not be reached: the connection was refused."), (failure.Class, failure.Message));
    }

    [Theory]
    [InlineData("429")]
    [InlineData("500")]
    [InlineData("reset")]
    public async Task A_failed_attempt_is_not_repeated(string fault)
    {
        Upstream.Fail("m", fault);

        await Assert.ThrowsAsync<ProviderException>(() => Chat(ProviderKinds.OpenAI, "m").GetResponseAsync("?"));

        Assert.Single(Upstream.Journal.Entries);
    }
}
