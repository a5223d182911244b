using System.Net;
using System.Text.Json;
using KernelHost.Upstream;
using Microsoft.Extensions.DependencyInjection;

namespace KernelHost.Server.Tests.Chat;

/// <summary>Streams that are kept back until they are whole: whatever breaks, the client gets one answer or one error.</summary>
public sealed class AssuredDeliveryTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private static readonly object[] Hello = [new { role = "user", content = "one two three four five six" }];

    public static TheoryData<string, string> Breaks()
    {
        var all = new TheoryData<string, string>();
        foreach (var kind in new[] { "openai", "ollama" })
        {
            foreach (var fault in new[] { "cut", "stall", "no-finish", "error-mid-stream" })
                all.Add(kind, fault);
        }

        return all;
    }

    [Theory]
    [MemberData(nameof(Breaks))]
    public async Task A_stream_that_breaks_is_asked_for_anew_and_its_client_sees_one_whole_answer(string kind, string fault)
    {
        var failing = $"{kind}-a-fault-{fault}";
        using var client = await fixture.Server.CreateTenantAsync(Setup(kind, failing, "standing-in"));

        using var answer = await client.PostAsync(Calls.ChatPath, new { messages = Hello, stream = true });
        var events = (await answer.Content.ReadAsStringAsync()).TrimEnd();

        Assert.Equal((HttpStatusCode.OK, $"{kind}/standing-in"), (answer.StatusCode, answer.Header("x-kernelhost-model")));
        Assert.Equal(fault == "stall" ? "timeout" : "error", answer.Header("x-kernelhost-fallback-reason"));
        Assert.Equal("standing-in: one two three four five six", Calls.TextOf(events));
        Assert.EndsWith("data: [DONE]", events, StringComparison.Ordinal);
        Assert.DoesNotContain("event: error", events, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("openai")]
    [InlineData("ollama")]
    public async Task A_call_of_tools_that_breaks_off_is_whole_in_the_end(string kind)
    {
        var (failing, standIn) = ($"{kind}-tools-fault-cut", $"{kind}-tools");
        foreach (var model in new[] { failing, standIn })
            fixture.Upstream.Always(model, _ => Answer.Calls(new ToolCall("weather", JsonElement.Parse("""{"city": "Paris"}""")), new ToolCall("time", JsonElement.Parse("""{"zone": "CET"}"""))));
        using var client = await fixture.Server.CreateTenantAsync(Setup(kind, failing, standIn));

        using var answer = await client.PostAsync(Calls.ChatPath, new { messages = Hello, stream = true, tools = new[] { Tool("weather"), Tool("time") } });
        var calls = (await ChunksAsync(answer)).SelectMany(Choices).SelectMany(choice => Items(choice.GetProperty("delta"), "tool_calls")).ToList();

        Assert.Equal([0, 1], calls.Select(call => call.GetProperty("index").GetInt32()).Distinct());
        Assert.Equal(["weather", "time"], calls.SelectMany(call => call.GetProperty("function").TryGetProperty("name", out var name) ? [name.GetString()] : Array.Empty<string?>()));
        Assert.Equal($"{kind}/{standIn}", answer.Header("x-kernelhost-model"));
    }

    [Fact]
    public async Task When_nobody_brings_a_whole_answer_the_error_is_a_status_and_not_half_an_answer()
    {
        using var client = await fixture.Server.CreateTenantAsync(Setup("openai", "b-fault-cut", "c-fault-cut"));

        using var answer = await client.PostAsync(Calls.ChatPath, new { messages = Hello, stream = true });

        Assert.Equal((HttpStatusCode.BadGateway, "application/json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.Equal(4, (await answer.JsonAsync()).GetProperty("model_info").GetProperty("attempts").GetInt32());
    }

    [Fact]
    public async Task Completions_are_kept_back_too()
    {
        using var client = await fixture.Server.CreateTenantAsync(Setup("openai", "d-fault-cut", "standing-in"));

        using var answer = await client.PostAsync("/v1/completions", new { prompt = "one two three four", stream = true });
        var events = await answer.GoldenEventsAsync();

        Assert.Equal("openai/standing-in", answer.Header("x-kernelhost-model"));
        Assert.EndsWith("data: [DONE]", events, StringComparison.Ordinal);
        Assert.DoesNotContain("d-fault-cut", events, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_waits_is_kept_company_and_then_gets_the_answer()
    {
        var clock = new ManualTimeProvider(DateTimeOffset.UtcNow);
        await using var server = KernelHostServer.Start(services => services.AddSingleton<TimeProvider>(clock));
        await using var upstream = await FakeUpstream.StartAsync();
        using var client = await server.CreateTenantAsync(Setup("openai", "e-fault-slow-first-token", "standing-in", upstream));

        var asking = client.PostAsync(Calls.ChatPath, new { messages = Hello, stream = true });
        await upstream.HeldAsync();
        await clock.TimerSetAsync(TimeSpan.FromSeconds(5));
        clock.Advance(TimeSpan.FromSeconds(5));
        using var answer = await asking;
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
        var first = await lines.ReadLineAsync();
        upstream.Release();
        var rest = await lines.ReadToEndAsync();

        Assert.StartsWith(": ", first, StringComparison.Ordinal);
        Assert.Contains("\"model_info\":{\"requested\":null,\"resolved\":\"e-fault-slow-first-token\"", rest, StringComparison.Ordinal);
        Assert.EndsWith("data: [DONE]\n\n", rest, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_goes_wrong_after_the_wait_began_is_told_in_the_stream()
    {
        var clock = new ManualTimeProvider(DateTimeOffset.UtcNow);
        await using var server = KernelHostServer.Start(services => services.AddSingleton<TimeProvider>(clock));
        await using var upstream = await FakeUpstream.StartAsync();
        using var client = await server.CreateTenantAsync(new
        {
            is_default = true,
            providers = new { openai = Tenants.OpenAiProvider(upstream, Tenants.OpenAiKey, "f-fault-slow-first-token") },
            fallback = new { delivery = "assured" },
        });

        var asking = client.PostAsync(Calls.ChatPath, new { messages = Hello, stream = true });
        await upstream.HeldAsync();
        await clock.TimerSetAsync(TimeSpan.FromSeconds(5));
        clock.Advance(TimeSpan.FromSeconds(5));
        using var answer = await asking;
        clock.Advance(TimeSpan.FromSeconds(30));
        var events = await answer.GoldenEventsAsync();

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("event: error\ndata: {\"error\":{\"message\":\"Provider 'openai' timed out: no first token within 30 s.\"", events, StringComparison.Ordinal);
        Assert.DoesNotContain("[DONE]", events, StringComparison.Ordinal);
    }

    private object Setup(string kind, string failing, string standIn, FakeUpstream? upstream = null)
    {
        var baseUrl = kind == "openai" ? (upstream ?? fixture.Upstream).BaseUrls.OpenAi : (upstream ?? fixture.Upstream).BaseUrls.Ollama;
        return new
        {
            is_default = true,
            global_default_model = new { provider = kind, model = failing },
            providers = new Dictionary<string, object>
            {
                [kind] = new { kind, base_url = baseUrl, api_key = Tenants.OpenAiKey, models = new[] { failing, standIn }, timeouts = upstream is null ? new { idle = "300ms" } : null },
            },
            fallback = new { models = new[] { new { provider = kind, model = standIn } }, delivery = "assured" },
        };
    }

    private static object Tool(string name) => new { type = "function", function = new { name, parameters = new { type = "object" } } };

    private static async Task<List<JsonElement>> ChunksAsync(HttpResponseMessage answer) =>
    [
        .. (await answer.Content.ReadAsStringAsync()).Split('\n').Where(line => line.StartsWith("data: {", StringComparison.Ordinal)).Select(line => JsonElement.Parse(line["data: ".Length..])),
    ];

    private static IEnumerable<JsonElement> Choices(JsonElement chunk) => Items(chunk, "choices");

    private static IEnumerable<JsonElement> Items(JsonElement json, string name)
    {
        if (!json.TryGetProperty(name, out var items) || items.ValueKind != JsonValueKind.Array)
            yield break;
        foreach (var item in items.EnumerateArray())
            yield return item;
    }
}
