using System.Net;
using KernelHost.Upstream;

namespace KernelHost.Tests.Upstream;

public sealed class FaultTests : UpstreamTests
{
    private const string OpenAi = "/v1/chat/completions";
    private const string Ollama = "/api/chat";
    private const string Anthropic = "/v1/messages";

    public static TheoryData<string> Wires => [OpenAi, Ollama, Anthropic];

    [Theory]
    [InlineData(OpenAi, """{"error":{"message":"Rate limit reached.","type":"requests","param":null,"code":"rate_limit_exceeded"}}""")]
    [InlineData(Ollama, """{"error":"Rate limit reached."}""")]
    [InlineData(Anthropic, """{"type":"error","error":{"type":"rate_limit_error","message":"Rate limit reached."},"request_id":"req_fake"}""")]
    public async Task An_error_has_the_shape_of_its_wire(string path, string body)
    {
        using var response = await PostAsync(path, Chat("fault-429-retry-2"));

        Assert.Equal(HttpStatusCode.TooManyRequests, response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(2), response.Headers.RetryAfter?.Delta);
        Assert.Equal(body, await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("fault-429", 429, "rate_limit_exceeded")]
    [InlineData("fault-quota", 429, "insufficient_quota")]
    [InlineData("gpt-4o-fault-500", 500, "server_error")]
    [InlineData("fault-503-mini", 503, "server_overloaded")]
    [InlineData("fault-401", 401, "invalid_api_key")]
    [InlineData("fault-403", 403, "permission_denied")]
    [InlineData("fault-context-length", 400, "context_length_exceeded")]
    [InlineData("fault-content-filter", 400, "content_filter")]
    [InlineData("fault-error-in-200", 200, "server_overloaded")]
    [InlineData("fault-html-500", 500, "<html>")]
    [InlineData("fault-html-200", 200, "<html>")]
    [InlineData("fault-empty-200", 200, "")]
    [InlineData("fault-wrong-usage", 200, "\"total_tokens\":7")]
    [InlineData("fault-content-filter-finish", 200, "\"finish_reason\":\"content_filter\"")]
    public async Task The_models_name_chooses_the_fault(string model, int status, string part)
    {
        using var response = await PostAsync(OpenAi, Chat(model));

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Contains(part, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Retry_after_can_be_a_date()
    {
        using var response = await PostAsync(OpenAi, Chat("fault-429-date-30"));

        Assert.Equal(Now.AddSeconds(30), response.Headers.RetryAfter?.Date);
    }

    [Fact]
    public async Task A_counted_fault_ends_after_its_number_for_each_model_by_itself()
    {
        var statuses = new List<HttpStatusCode>();
        foreach (var model in (string[])["a-fault-500-twice", "a-fault-500-twice", "a-fault-500-twice", "b-fault-500-twice"])
        {
            statuses.Add((await PostAsync(OpenAi, Chat(model))).StatusCode);
        }

        Assert.Equal([HttpStatusCode.InternalServerError, HttpStatusCode.InternalServerError, HttpStatusCode.OK, HttpStatusCode.InternalServerError], statuses);
    }

    [Fact]
    public async Task A_test_can_make_any_model_fail_and_heal_it()
    {
        Upstream.Fail("gpt-4o", "503");
        var failed = await PostAsync(OpenAi, Chat("gpt-4o"));
        Upstream.Heal("gpt-4o");
        var healed = await PostAsync(OpenAi, Chat("gpt-4o"));

        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK), (failed.StatusCode, healed.StatusCode));
    }

    [Fact]
    public async Task A_fault_for_everything_reaches_the_model_lists()
    {
        Upstream.Fail("*", "500");

        Assert.Equal(HttpStatusCode.InternalServerError, (await Http.GetAsync("/v1/models")).StatusCode);
        Assert.Equal(HttpStatusCode.InternalServerError, (await Http.GetAsync("/api/tags")).StatusCode);
    }

    [Fact]
    public async Task A_misspelt_fault_in_a_models_name_is_an_error()
    {
        using var response = await PostAsync(OpenAi, Chat("fault-5oo"));

        Assert.Equal(HttpStatusCode.NotImplemented, response.StatusCode);
    }

    [Fact]
    public void The_readme_lists_every_fault()
    {
        var readme = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "KernelHost.Upstream.README.md"));

        Assert.All(FakeUpstream.KnownFaults.Keys, name => Assert.Contains($"`{name}`", readme, StringComparison.Ordinal));
    }

    [Fact]
    public void A_misspelt_fault_is_refused() => Assert.Throws<ArgumentException>(() => Upstream.Fail("gpt-4o", "5oo"));

    [Theory, MemberData(nameof(Wires))]
    public async Task A_hanging_call_sends_nothing_until_released(string path)
    {
        var answer = PostAsync(path, Chat("fault-hang"));
        await Upstream.HeldAsync();
        Assert.False(answer.IsCompleted);

        Upstream.Release();

        Assert.Equal(HttpStatusCode.OK, (await answer).StatusCode);
    }

    [Theory]
    [InlineData("fault-slow-first-token")]
    [InlineData("fault-stall")]
    [InlineData("fault-keepalive-stall")]
    public async Task A_stream_that_falls_silent_goes_on_when_released(string model)
    {
        using var response = await PostAsync(OpenAi, Streamed(model));
        await Upstream.HeldAsync();
        var rest = response.Content.ReadAsStringAsync();
        Assert.False(rest.IsCompleted);

        Upstream.Release();

        Assert.EndsWith("data: [DONE]\n\n", await rest, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_silence_can_have_a_length() =>
        Assert.Contains("fault-stall-1ms: Hi there", await TextAsync(OpenAi, Chat("fault-stall-1ms")), StringComparison.Ordinal);

    [Theory]
    [InlineData(OpenAi, ": keep-alive")]
    [InlineData(Ollama, "")]
    [InlineData(Anthropic, "event: ping")]
    public async Task A_stalled_stream_can_show_signs_of_life(string path, string sign)
    {
        using var response = await PostAsync(path, Streamed("fault-keepalive-stall"));
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());

        var signs = 0;
        while (signs < 3)
        {
            signs += await reader.ReadLineAsync() == sign ? 1 : 0;
        }

        Assert.Equal(3, signs);
    }

    [Theory, MemberData(nameof(Wires))]
    public async Task A_cut_stream_ends_after_half_the_answer_with_an_error(string path)
    {
        using var response = await PostAsync(path, Streamed("fault-cut"));
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync());

        var read = "";
        await Assert.ThrowsAnyAsync<IOException>(async () =>
        {
            while (await reader.ReadLineAsync() is { } line)
            {
                read += line;
            }
        });

        Assert.Contains("Hi", read, StringComparison.Ordinal);
        Assert.DoesNotContain("there", read, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Wires))]
    public async Task A_whole_answer_can_be_cut_in_half_too(string path)
    {
        using var response = await PostAsync(path, Chat("fault-cut", ",\"stream\":false"));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await Assert.ThrowsAsync<HttpRequestException>(() => response.Content.ReadAsStringAsync());
    }

    [Theory, MemberData(nameof(Wires))]
    public async Task A_reset_connection_has_no_answer(string path) =>
        await Assert.ThrowsAsync<HttpRequestException>(() => PostAsync(path, Chat("fault-reset")));

    [Theory]
    [InlineData(OpenAi, "data: [DONE]")]
    [InlineData(Ollama, "\"done\":true")]
    [InlineData(Anthropic, "message_stop")]
    public async Task A_stream_can_lack_its_terminator(string path, string terminator)
    {
        Assert.Contains(terminator, await TextAsync(path, Streamed("m")), StringComparison.Ordinal);
        Assert.DoesNotContain(terminator, await TextAsync(path, Streamed("fault-no-done")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(OpenAi, "\"finish_reason\":\"stop\"")]
    [InlineData(Ollama, "done_reason")]
    [InlineData(Anthropic, "end_turn")]
    public async Task A_stream_can_lack_its_finish_reason(string path, string reason)
    {
        Assert.Contains(reason, await TextAsync(path, Streamed("m")), StringComparison.Ordinal);
        Assert.DoesNotContain(reason, await TextAsync(path, Streamed("fault-no-finish")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(OpenAi, "data: {\"error\":{\"message\":\"The server is overloaded. Try again later.\",\"type\":\"server_error\",\"param\":null,\"code\":\"server_overloaded\"}}\n\n")]
    [InlineData(Ollama, "{\"error\":\"The server is overloaded. Try again later.\"}\n")]
    [InlineData(Anthropic, "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"The server is overloaded. Try again later.\"},\"request_id\":\"req_fake\"}\n\n")]
    public async Task An_error_can_come_inside_a_stream_before_and_after_content(string path, string error)
    {
        var before = await TextAsync(path, Streamed("fault-error-in-stream"));
        var after = await TextAsync(path, Streamed("fault-error-mid-stream"));

        Assert.EndsWith(error, before, StringComparison.Ordinal);
        Assert.DoesNotContain("Hi", before, StringComparison.Ordinal);
        Assert.EndsWith(error, after, StringComparison.Ordinal);
        Assert.Contains("Hi", after, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(OpenAi, "\n\ndata: {\"id\":\"chatcmpl-\n\n")]
    [InlineData(Ollama, "\n{\"model\":\"\n")]
    [InlineData(Anthropic, "data: {\"type\":\"content_\n\n")]
    public async Task An_unreadable_piece_does_not_end_the_stream(string path, string unreadable)
    {
        var text = await TextAsync(path, Streamed("fault-malformed-chunk"));

        Assert.Contains(unreadable, text, StringComparison.Ordinal);
        Assert.Contains(" there", text[text.IndexOf(unreadable, StringComparison.Ordinal)..], StringComparison.Ordinal);
    }
}
