using System.Net;
using KernelHost.Server.Tests.Chat;
using KernelHost.Server.Uploads;
using Microsoft.Extensions.DependencyInjection;

namespace KernelHost.Server.Tests.Audio;

public sealed class TranscriptionTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Theory]
    [InlineData("text", "text/plain; charset=utf-8", "whisper-1: speech.mp3 (3 bytes)\n")]
    [InlineData("srt", "text/plain; charset=utf-8", "1\n00:00:00,000 --> 00:00:01,000\nwhisper-1: speech.mp3 (3 bytes)\n\n")]
    [InlineData("vtt", "text/vtt; charset=utf-8", "WEBVTT\n\n00:00:00.000 --> 00:00:01.000\nwhisper-1: speech.mp3 (3 bytes)\n\n")]
    public async Task A_text_format_comes_through_as_it_is(string format, string contentType, string text)
    {
        using var client = await ClientAsync();

        using var answer = await client.TranscribeAsync(Forms.Of("whisper-1", format));

        Assert.Equal((text, contentType), (await answer.Content.ReadAsStringAsync(), answer.Content.Headers.ContentType?.ToString()));
        Assert.Equal("openai/whisper-1", answer.Header("x-kernelhost-model"));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("json")]
    [InlineData("verbose_json")]
    public async Task A_JSON_format_says_which_model_answered(string? format)
    {
        using var client = await ClientAsync();

        using var answer = await client.TranscribeAsync(Forms.Of("openai/whisper-1", format));
        var json = await answer.JsonAsync();

        Assert.Equal("whisper-1: speech.mp3 (3 bytes)", json.GetProperty("text").GetString());
        Assert.Equal(("openai/whisper-1", "whisper-1"), (json.GetProperty("model_info").GetProperty("requested").GetString(), json.GetProperty("model_info").GetProperty("resolved").GetString()));
        Assert.Equal(format == "verbose_json", json.TryGetProperty("segments", out _));
    }

    [Fact]
    public async Task A_streamed_transcription_comes_through_event_by_event()
    {
        using var client = await ClientAsync();

        using var answer = await client.TranscribeAsync(Forms.Of("whisper-1", "json", null, ("stream", "true")));
        var events = await answer.GoldenEventsAsync();

        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains("transcript.text.delta", events, StringComparison.Ordinal);
        Assert.Contains("transcript.text.done", events.Split('\n')[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fault-cut", "event: error")]
    [InlineData("fault-no-done", "event: error")]
    public async Task A_streamed_transcription_that_breaks_off_never_looks_whole(string failing, string end)
    {
        using var client = await ClientAsync(failing);

        using var answer = await client.TranscribeAsync(Forms.Of(failing, "json", null, ("stream", "true")));

        Assert.Equal(end, (await answer.GoldenEventsAsync()).Split('\n')[^2]);
    }

    [Fact]
    public async Task Without_model_info_the_body_is_the_servers_own()
    {
        using var client = await ClientAsync();

        using var answer = await client.TranscribeAsync(Forms.Of("whisper-1"), ("x-kernelhost-model-info", "none"));

        Assert.DoesNotContain("model_info", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everything_but_the_model_reaches_the_server_as_it_was_sent()
    {
        using var client = await ClientAsync();
        const string Form = "preamble\r\n--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"\u00e4 b.mp3\"\r\nContent-Type: audio/mpeg\r\nX-Odd:  kept\r\n\r\n\u0001--b\r\n\r\n--b\r\n"
            + "Content-Disposition: form-data; name=\"timestamp_granularities[]\"\r\n\r\nword\r\n--b\r\nContent-Disposition: form-data; name=model\r\nX-Also: kept\r\n\r\nopenai/whisper-1\r\n"
            + "--b\r\nContent-Disposition: form-data; name=\"unknown\"\r\n\r\n\r\n--b--\r\nepilogue";

        using var answer = await client.TranscribeAsync(Forms.Raw(Form));
        var call = await fixture.Upstream.Journal.WaitForAsync(one => one.Text.Contains("X-Odd", StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(Form.Replace("openai/whisper-1", "whisper-1", StringComparison.Ordinal), call.Text);
        Assert.Equal("multipart/form-data; boundary=b", call.Headers["Content-Type"]);
    }

    [Fact]
    public async Task A_form_without_a_model_gets_the_default_of_its_type()
    {
        using var client = await ClientAsync();

        using var answer = await client.TranscribeAsync(Forms.Of(model: null, "text"));

        Assert.StartsWith("whisper-1: speech.mp3", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(("default", "openai/whisper-1", null), (answer.Header("x-kernelhost-requested-model"), answer.Header("x-kernelhost-model"), answer.Header("x-kernelhost-fallback-reason")));
    }

    [Fact]
    public async Task A_named_models_parameters_fill_in_what_the_form_lacks()
    {
        using var client = await ClientAsync();

        using var own = await client.TranscribeAsync(Forms.Of("german", "verbose_json"));
        using var overridden = await client.TranscribeAsync(Forms.Of("german", "verbose_json", null, ("language", "fr")));

        Assert.Equal("de", (await own.JsonAsync()).GetProperty("language").GetString());
        Assert.Equal("fr", (await overridden.JsonAsync()).GetProperty("language").GetString());
    }

    // The file is let go of behind the answer, which may be here first.
    private Task AssertNothingIsKeptAsync() => Polling.UntilAsync(() => fixture.Server.Services.GetRequiredService<Spools>().BytesOnDisk == 0);

    [Theory]
    [InlineData("fault-500", "3")]
    [InlineData("fault-429", "2")]
    [InlineData("fault-hang", "2")]
    [InlineData("fault-reset", "3")]
    [InlineData("fault-cut", "3")]
    [InlineData("fault-html-200", "3")]
    [InlineData("fault-empty-200", "3")]
    [InlineData("fault-error-in-200", "3")]
    public async Task A_large_file_goes_to_the_next_server_when_the_first_fails(string failing, string attempts)
    {
        using var client = await ClientAsync(failing);
        var audio = new byte[3_000_000];
        new Random(7).NextBytes(audio);

        using var answer = await client.TranscribeAsync(Forms.Of(failing, "json", audio));

        Assert.Equal("second: speech.mp3 (3000000 bytes)", (await answer.JsonAsync()).GetProperty("text").GetString());
        Assert.Equal((attempts, "openai/second"), (answer.Header("x-kernelhost-attempts"), answer.Header("x-kernelhost-model")));
        await AssertNothingIsKeptAsync();
        Assert.Empty(Directory.GetFiles(Path.Combine(fixture.Server.DataDirectory, "uploads")));
    }

    [Fact]
    public async Task The_servers_own_refusal_comes_through_without_its_secrets()
    {
        using var client = await ClientAsync("fault-leak");

        using var answer = await client.TranscribeAsync(Forms.Of("fault-leak"));
        var text = await answer.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.DoesNotContain(Tenants.OpenAiKey, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_leaves_ends_the_servers_work()
    {
        using var client = await ClientAsync("leaving-fault-hang");
        using var leaving = new CancellationTokenSource();

        var call = client.PostAsync(new Uri(Forms.Path, UriKind.Relative), Forms.Of("leaving-fault-hang"), leaving.Token);
        var upstream = await fixture.Upstream.Journal.WaitForAsync(one => one.Model == "leaving-fault-hang");
        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await upstream.Ended;
        Assert.True(upstream.ClientDisconnected);
    }

    [Theory]
    [InlineData("no form at all", "text/plain", "invalid_content_type", "file")]
    [InlineData("{}", "application/json", "invalid_content_type", "file")]
    [InlineData("--b--", "multipart/form-data", "malformed_multipart", "file")]
    [InlineData("", "multipart/form-data; boundary=b", "malformed_multipart", null)]
    [InlineData("--b\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nwhisper-1\r\n--b--\r\n", "multipart/form-data; boundary=b", "missing_required_parameter", "file")]
    [InlineData("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\n\r\n--b--\r\n", "multipart/form-data; boundary=b", "invalid_value", "file")]
    [InlineData("--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nabc", "multipart/form-data; boundary=b", "malformed_multipart", "file")]
    [InlineData("--b\r\nContent-Disposition: form-data; name=model\r\n\r\na\r\n--b\r\nContent-Disposition: form-data; name=model\r\n\r\nb\r\n--b--", "multipart/form-data; boundary=b", "invalid_value", "model")]
    public async Task A_wrong_form_is_said_to_be_one(string body, string contentType, string code, string? param)
    {
        using var client = await ClientAsync();

        using var answer = await client.TranscribeAsync(Forms.Raw(body, contentType));
        var error = await answer.ErrorAsync();

        Assert.Equal((HttpStatusCode.BadRequest, code, param), (answer.StatusCode, error.GetProperty("code").GetString(), error.GetProperty("param").GetString()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Past_its_limit_a_file_is_too_large(bool chunked)
    {
        await using var server = KernelHostServer.Start(("Server:MaxAudioBytes", "100000"));
        using var client = await server.CreateTenantAsync(Setup());
        var fits = Forms.Of("whisper-1", "text", new byte[100_000]);
        var tooLarge = Forms.Of("whisper-1", "text", new byte[100_001]);
        var farTooLarge = Forms.Of("whisper-1", "text", new byte[1_000_000]);

        using var request = new HttpRequestMessage(HttpMethod.Post, Forms.Path) { Content = farTooLarge };
        request.Headers.TransferEncodingChunked = chunked;
        using var good = await client.TranscribeAsync(fits);
        using var refused = await client.TranscribeAsync(tooLarge);
        using var refusedEarly = await client.SendAsync(request);

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.RequestEntityTooLarge, HttpStatusCode.RequestEntityTooLarge], new[] { good, refused, refusedEarly }.Select(one => one.StatusCode));
        Assert.Contains("Server:MaxAudioBytes", (await refusedEarly.ErrorAsync()).GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_all_uploads_together_are_too_many_the_client_is_asked_to_come_again()
    {
        await using var server = KernelHostServer.Start(("Server:MaxSpooledBytes", "1048576"));
        using var client = await server.CreateTenantAsync(Setup());

        using var answer = await client.TranscribeAsync(Forms.Of("whisper-1", "text", new byte[2_000_000]));

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "uploads_full", "1"), (answer.StatusCode, (await answer.ErrorAsync()).GetProperty("code").GetString(), answer.Header("Retry-After")));
        Assert.Equal(0, server.Services.GetRequiredService<Spools>().BytesOnDisk);
    }

    private Task<HttpClient> ClientAsync(params string[] failing) => fixture.Server.CreateTenantAsync(Setup(failing));

    private object Setup(params string[] failing) => new
    {
        is_default = true,
        global_default_model = new { provider = "openai", model = "gpt-4o" },
        default_models_by_type = new { STT = new { provider = "openai", model = "whisper-1" } },
        providers = new
        {
            openai = new
            {
                kind = "openai",
                base_url = fixture.Upstream.BaseUrls.OpenAi,
                api_key = Tenants.OpenAiKey,
                timeouts = new { total = "4s", first_token = "4s" },
                models = new object[] { "gpt-4o", "whisper-1", new { id = "second", type = "STT" } }.Concat(failing.Select(id => new { id, type = "STT" })),
            },
        },
        models = new[] { new { name = "german", provider = "openai", model = "whisper-1", model_api_parameters = new { language = "de" } } },
        fallback = new { models = new[] { new { provider = "openai", model = "second" } } },
    };
}
