using System.Net;
using System.Text;
using KernelHost.Server.Tests.Chat;

namespace KernelHost.Server.Tests.Audio;

public sealed class SpeechTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Path = "/v1/audio/speech";

    [Theory]
    [InlineData("mp3", "audio/mpeg")]
    [InlineData("wav", "audio/wav")]
    [InlineData("pcm", "audio/pcm")]
    public async Task Audio_comes_through_with_its_content_type(string format, string contentType)
    {
        using var client = await ClientAsync();

        using var answer = await client.PostAsync(Path, new { model = "tts-1", input = "Hello there", voice = "alloy", response_format = format });

        Assert.Equal(($"{format} tts-1 alloy: Hello there", contentType), (await answer.Content.ReadAsStringAsync(), answer.Content.Headers.ContentType?.ToString()));
        Assert.Equal(("openai/tts-1", "tts-1", "1"), (answer.Header("x-kernelhost-model"), answer.Header("x-kernelhost-requested-model"), answer.Header("x-kernelhost-attempts")));
    }

    [Fact]
    public async Task The_request_goes_on_byte_for_byte_but_for_its_model()
    {
        using var client = await ClientAsync();
        const string Body = """{ "in\u0070ut" : "h\u00e9 x-bytes", "voice":"alloy","speed": 1.50e0, "odd": [1, {"a" : null}] , "model":"openai\/tts-1" }""";

        using var answer = await client.PostTextAsync(Path, Body);
        var call = await fixture.Upstream.Journal.WaitForAsync(one => one.Text.Contains("x-bytes", StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(Body.Replace("openai\\/tts-1", "tts-1", StringComparison.Ordinal), call.Text);
    }

    [Fact]
    public async Task Without_a_model_the_default_of_its_type_speaks_with_its_parameters()
    {
        using var client = await ClientAsync();

        using var byDefault = await client.PostAsync(Path, new { input = "Hi", voice = "alloy" });
        using var named = await client.PostAsync(Path, new { model = "narrator", input = "Hi" });

        Assert.Equal("mp3 tts-1 alloy: Hi", await byDefault.Content.ReadAsStringAsync());
        Assert.Equal("mp3 tts-1 onyx: Hi", await named.Content.ReadAsStringAsync());
        Assert.Null(byDefault.Header("x-kernelhost-fallback-reason"));
    }

    [Theory]
    [InlineData("fault-500", "3")]
    [InlineData("fault-429", "2")]
    [InlineData("fault-hang", "2")]
    [InlineData("fault-reset", "3")]
    [InlineData("fault-slow-first-token", "2")]
    [InlineData("fault-html-200", "3")]
    [InlineData("fault-empty-200", "3")]
    [InlineData("fault-error-in-200", "3")]
    [InlineData("fault-error-in-stream", "3")]
    [InlineData("fault-leak-in-stream", "3")]
    public async Task Until_the_first_byte_another_model_takes_over(string failing, string attempts)
    {
        using var client = await ClientAsync(failing);

        using var answer = await client.PostAsync(Path, new { model = failing, input = "Hello there, all of you", voice = "alloy" });

        Assert.Equal("mp3 second alloy: Hello there, all of you", await answer.Content.ReadAsStringAsync());
        Assert.Equal((attempts, "openai/second"), (answer.Header("x-kernelhost-attempts"), answer.Header("x-kernelhost-model")));
    }

    [Theory]
    [InlineData("fault-cut")]
    [InlineData("fault-stall")]
    public async Task Audio_that_breaks_off_never_looks_whole(string failing)
    {
        using var client = await ClientAsync(failing);

        await Assert.ThrowsAnyAsync<HttpRequestException>(async () =>
        {
            using var answer = await client.PostAsync(Path, new { model = failing, input = "Hello there, all of you and everybody", voice = "alloy" });
            await answer.Content.ReadAsByteArrayAsync();
        });
    }

    [Fact]
    public async Task Audio_as_events_comes_through_to_its_last_event()
    {
        using var client = await ClientAsync();

        using var answer = await client.PostAsync(Path, new { model = "tts-1", input = "Hello there", voice = "alloy", stream_format = "sse" });
        var events = await answer.GoldenEventsAsync();

        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains("speech.audio.delta", events, StringComparison.Ordinal);
        Assert.Contains("speech.audio.done", events.Split('\n')[^1], StringComparison.Ordinal);
        Assert.DoesNotContain("model_info", events, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fault-cut")]
    [InlineData("fault-no-done")]
    [InlineData("fault-error-mid-stream")]
    public async Task Events_that_break_off_end_with_an_error(string failing)
    {
        using var client = await ClientAsync(failing);

        using var answer = await client.PostAsync(Path, new { model = failing, input = "Hello there, all of you", voice = "alloy", stream_format = "sse" });

        Assert.Equal("event: error", (await answer.GoldenEventsAsync()).Split('\n')[^2]);
    }

    [Fact]
    public async Task The_first_bytes_are_there_before_the_last()
    {
        using var client = await ClientAsync("patient-fault-stall");

        using var answer = await client.PostAsync(Path, new { model = "patient-fault-stall", input = "Hello there, all of you", voice = "alloy" });
        await using var audio = await answer.Content.ReadAsStreamAsync();
        var first = new byte[3];
        await audio.ReadExactlyAsync(first);

        Assert.Equal("mp3", Encoding.UTF8.GetString(first));
    }

    [Theory]
    [InlineData("substitute", "gpt-4o", null, 200, null, "model_type_mismatch")]
    [InlineData("substitute", "no-such", null, 200, null, "requested_model_not_found")]
    [InlineData("substitute", "local/any-voice", null, 200, null, "requested_model_unavailable")]
    [InlineData("substitute", "gpt-4o", "none", 400, "model_type_mismatch", null)]
    [InlineData("substitute", "local/any-voice", "none", 400, "endpoint_not_supported", null)]
    [InlineData("reject", "gpt-4o", null, 400, "model_type_mismatch", null)]
    [InlineData("reject", "tts-2", null, 404, "model_not_found", null)]
    [InlineData("reject", "local/any-voice", null, 400, "endpoint_not_supported", null)]
    public async Task A_model_that_cannot_speak_is_replaced_or_refused(string unknown, string model, string? fallback, int status, string? code, string? reason)
    {
        using var client = await fixture.Server.CreateTenantAsync(Setup(unknown, []));

        using var answer = await client.PostAsync(Path, new { model, input = "Hi", voice = "alloy" }, fallback is null ? [] : [("x-kernelhost-fallback", fallback)]);

        Assert.Equal((status, reason), ((int)answer.StatusCode, answer.Header("x-kernelhost-fallback-reason")));
        Assert.Equal(code, status == 200 ? null : (await answer.ErrorAsync()).GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_near_miss_is_suggested()
    {
        using var client = await fixture.Server.CreateTenantAsync(Setup("reject", []));

        using var answer = await client.PostAsync(Path, new { model = "tts-2", input = "Hi", voice = "alloy" });

        Assert.Contains("'tts-1'", (await answer.ErrorAsync()).GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_limited_to_other_models_may_not_speak()
    {
        using var client = await fixture.Server.CreateTenantAsync(Setup("substitute", []), new("limited", KernelHost.Security.Role.Member) { Models = ["openai/gpt-4o"] });

        using var answer = await client.PostAsync(Path, new { model = "tts-1", input = "Hi", voice = "alloy" });

        Assert.Equal((HttpStatusCode.Forbidden, "model_not_allowed"), (answer.StatusCode, (await answer.ErrorAsync()).GetProperty("code").GetString()));
    }

    [Theory]
    [InlineData("{", "malformed_json", null)]
    [InlineData("[]", "invalid_type", null)]
    [InlineData("{\"model\": 5}", "invalid_type", "model")]
    [InlineData("{\"model\": \"a\", \"model\": \"b\"}", "malformed_json", null)]
    [InlineData("{\"model\": \"tts-1\", \"voice\": \"alloy\"}", "missing_required_parameter", "input")]
    public async Task A_bad_request_is_said_to_be_one(string body, string code, string? param)
    {
        using var client = await ClientAsync();

        using var answer = await client.PostTextAsync(Path, body);
        var error = await answer.ErrorAsync();

        Assert.Equal((HttpStatusCode.BadRequest, code, param), (answer.StatusCode, error.GetProperty("code").GetString(), error.GetProperty("param").GetString()));
    }

    [Fact]
    public async Task Where_no_server_speaks_the_endpoint_is_not_supported()
    {
        using var client = await fixture.Server.CreateTenantAsync(Tenants.Embedded());

        using var answer = await client.PostAsync(Path, new { input = "Hi", voice = "alloy" });

        Assert.Equal((HttpStatusCode.BadRequest, "endpoint_not_supported"), (answer.StatusCode, (await answer.ErrorAsync()).GetProperty("code").GetString()));
    }

    private Task<HttpClient> ClientAsync(params string[] failing) => fixture.Server.CreateTenantAsync(Setup("substitute", failing));

    private object Setup(string unknown, string[] failing) => new
    {
        is_default = true,
        global_default_model = new { provider = "openai", model = "gpt-4o" },
        default_models_by_type = new { TTS = new { provider = "openai", model = "tts-1" } },
        providers = new
        {
            local = new { kind = "ollama", base_url = fixture.Upstream.BaseUrls.Ollama, models = new[] { "any-voice" } },
            openai = new
            {
                kind = "openai",
                base_url = fixture.Upstream.BaseUrls.OpenAi,
                api_key = Tenants.OpenAiKey,
                timeouts = new { total = "8s", first_token = "3s", idle = "2s" },
                models = new object[] { "gpt-4o", "tts-1", new { id = "second", type = "TTS" } }.Concat(failing.Select(id => new { id, type = "TTS" })),
            },
        },
        models = new[] { new { name = "narrator", provider = "openai", model = "tts-1", model_api_parameters = new { voice = "onyx" } } },
        fallback = new { models = new[] { new { provider = "openai", model = "second" } }, on_unknown_model = unknown },
    };
}
