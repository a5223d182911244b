using System.Net;
using System.Text.Json;

namespace KernelHost.Server.Tests.Chat;

public sealed class StreamFailureTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private static readonly object[] Hello = [new { role = "user", content = "one two three four five six" }];

    [Theory]
    [InlineData("a-fault-429", HttpStatusCode.TooManyRequests, "rate_limit_exceeded", "1")]
    [InlineData("a-fault-500", HttpStatusCode.BadGateway, "upstream_error", "2")]
    [InlineData("a-fault-error-in-stream", HttpStatusCode.BadGateway, "upstream_error", "2")]
    [InlineData("a-fault-empty-stream", HttpStatusCode.BadGateway, "upstream_error", "2")]
    public async Task A_failure_before_the_first_content_is_an_error_with_its_status(string model, HttpStatusCode status, string code, string attempts)
    {
        using var client = await fixture.Server.CreateTenantAsync(Tenants.OpenAi(fixture.Upstream, model));

        using var answer = await client.PostAsync(Calls.ChatPath, new { messages = Hello, stream = true });

        Assert.Equal((status, "application/json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        var body = await answer.JsonAsync();
        Assert.Equal(code, body.GetProperty("error").GetProperty("code").GetString());
        Assert.Equal(attempts, body.GetProperty("model_info").GetProperty("attempts").GetRawText());
        Assert.Equal(attempts, answer.Header("x-kernelhost-attempts"));
    }

    [Theory]
    [InlineData("b-fault-cut")]
    [InlineData("b-fault-error-mid-stream")]
    [InlineData("b-fault-no-finish")]
    public async Task A_stream_that_breaks_ends_with_an_error_and_never_with_DONE(string model)
    {
        using var client = await fixture.Server.CreateTenantAsync(Tenants.OpenAi(fixture.Upstream, model));

        using var answer = await client.PostAsync(Calls.ChatPath, new { messages = Hello, stream = true });

        var events = (await answer.GoldenEventsAsync()).Split('\n');
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("event: error", events[^2]);
        Assert.Equal("upstream_error", JsonElement.Parse(events[^1]["data: ".Length..]).GetProperty("error").GetProperty("code").GetString());
        Assert.DoesNotContain("data: [DONE]", events);
    }

    [Fact]
    public async Task A_stream_without_its_terminator_is_complete_once_it_has_a_finish_reason()
    {
        using var client = await fixture.Server.CreateTenantAsync(Tenants.OpenAi(fixture.Upstream, "c-fault-no-done"));

        using var answer = await client.PostAsync(Calls.ChatPath, new { messages = Hello, stream = true });

        Assert.EndsWith("data: [DONE]", await answer.GoldenEventsAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_chunk_arrives_while_the_model_is_still_silent_about_the_rest()
    {
        using var client = await fixture.Server.CreateTenantAsync(Tenants.OpenAi(fixture.Upstream, "d-fault-stall"));
        using var answer = await client.PostAsync(Calls.ChatPath, new { messages = Hello, stream = true });
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());

        await lines.ReadLineAsync();   // the role
        await lines.ReadLineAsync();
        var content = await lines.ReadLineAsync();
        await fixture.Upstream.HeldAsync();

        Assert.Contains("\"content\":\"d-fault-stall:\"", content, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_the_client_goes_the_upstream_call_ends()
    {
        using var client = await fixture.Server.CreateTenantAsync(Tenants.OpenAi(fixture.Upstream, "e-fault-stall"));
        var answer = await client.PostAsync(Calls.ChatPath, new { messages = Hello, stream = true });
        await fixture.Upstream.HeldAsync();

        answer.Dispose();

        await AssertLeftAsync("e-fault-stall");
    }

    [Fact]
    public async Task When_the_client_goes_before_the_first_content_the_upstream_call_ends()
    {
        using var client = await fixture.Server.CreateTenantAsync(Tenants.OpenAi(fixture.Upstream, "f-fault-hang"));
        using var patience = new CancellationTokenSource();
        var call = client.PostAsync(new Uri(Calls.ChatPath, UriKind.Relative), new StringContent("""{"messages": [{"role": "user", "content": "Hi"}]}"""), patience.Token);
        await fixture.Upstream.HeldAsync();

        await patience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await AssertLeftAsync("f-fault-hang");
    }

    private async Task AssertLeftAsync(string model)
    {
        var entry = await fixture.Upstream.Journal.WaitForAsync(entry => entry.Model == model);
        await entry.Ended.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.True(entry.ClientDisconnected);
    }
}
