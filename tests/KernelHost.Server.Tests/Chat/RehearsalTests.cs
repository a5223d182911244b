using System.Net;
using System.Text.Json;
using KernelHost.Security;
using KernelHost.Server.Tests.Events;

namespace KernelHost.Server.Tests.Chat;

public sealed class RehearsalTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Header = "x-kernelhost-rehearse";

    private const string Chat = """{"messages": [{"role": "user", "content": "Hi"}]}""";

    [Theory]
    [InlineData("rate_limit")]
    [InlineData("timeout")]
    [InlineData("error")]
    public async Task The_first_model_fails_without_being_asked_and_the_next_one_answers(string failure)
    {
        using var admin = await NewAsync($"reh-{failure}");

        using var answer = await admin.PostAsync(Calls.ChatPath, Chat, (Header, failure));

        Assert.Equal((HttpStatusCode.OK, "openai/reh-spare", failure, "2"),
            (answer.StatusCode, answer.Header("x-kernelhost-model"), answer.Header("x-kernelhost-fallback-reason"), answer.Header("x-kernelhost-attempts")));
        Assert.Empty(fixture.Upstream.Journal.For($"reh-{failure}"));
    }

    [Theory]
    [InlineData(Calls.ChatPath, """{"messages": [{"role": "user", "content": "Hi"}], "stream": true}""")]
    [InlineData("/v1/projects/{org}/default/chat/completions", Chat)]
    [InlineData("/v1/completions", """{"prompt": "Hi"}""")]
    [InlineData("/v1/responses", """{"input": "Hi"}""")]
    [InlineData("/api/v1/chat", """{"message": "Hi"}""")]
    public async Task It_can_be_rehearsed_at_every_endpoint_that_calls_a_model(string path, string body)
    {
        var (slug, key) = await fixture.Server.CreateTenantKeyAsync(Setup("reh-everywhere"), new("admin", Role.OrgAdmin));
        using var admin = fixture.Server.Client(key);

        using var answer = await admin.PostAsync(path.Replace("{org}", slug, StringComparison.Ordinal), body, (Header, "error"));

        Assert.Equal((HttpStatusCode.OK, "openai/reh-spare", "error"), (answer.StatusCode, answer.Header("x-kernelhost-model"), answer.Header("x-kernelhost-fallback-reason")));
    }

    [Fact]
    public async Task Speech_and_transcriptions_move_on_too_and_embeddings_do_not_where_vectors_would_differ()
    {
        using var admin = await NewAsync("reh-alone");
        using var form = new MultipartFormDataContent { { new ByteArrayContent([1, 2, 3]), "file", "a.mp3" }, { new StringContent("typed/reh-stt"), "model" } };
        using var transcription = new HttpRequestMessage(HttpMethod.Post, "/v1/audio/transcriptions") { Content = form, Headers = { { Header, "rate_limit" } } };

        using var embedded = await admin.PostAsync("/v1/embeddings", """{"input": "Hi", "model": "typed/reh-embed"}""", (Header, "rate_limit"));
        using var spoken = await admin.PostAsync("/v1/audio/speech", """{"input": "Hi", "voice": "alloy", "model": "typed/reh-tts"}""", (Header, "rate_limit"));
        using var written = await admin.SendAsync(transcription);

        Assert.All([spoken, written], answer => Assert.Equal(("openai/reh-spare", "rate_limit"), (answer.Header("x-kernelhost-model"), answer.Header("x-kernelhost-fallback-reason"))));
        Assert.Equal(HttpStatusCode.TooManyRequests, embedded.StatusCode);
        Assert.StartsWith("Rehearsed:", (await embedded.ErrorAsync()).GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plugins_own_calls_are_rehearsed_too()
    {
        using var admin = await NewAsync("reh-plugin");

        using var answer = await admin.PostAsync("/api/v1/plugins/Classifier/classify", """{"arguments": {"text": "My invoice is wrong", "labels": ["billing", "travel"]}}""", (Header, "timeout"));

        var call = Assert.Single((await answer.JsonAsync()).GetProperty("calls").EnumerateArray());
        Assert.Equal(("reh-spare", "timeout"), (call.GetProperty("resolved").GetString(), call.GetProperty("fallback_reason").GetString()));
    }

    [Fact]
    public async Task It_leaves_an_event_that_says_so_and_the_model_is_as_well_as_before()
    {
        using var admin = await NewAsync("reh-event");
        for (var i = 0; i < 3; i++)
        {
            using var _ = await admin.PostAsync(Calls.ChatPath, Chat, (Header, "rate_limit"));
        }

        var one = Assert.Single((await admin.TryGetAsync(EventListTests.Path)).Json.GetProperty("items").EnumerateArray());
        var status = (await admin.TryGetAsync("/api/v1/admin/model-status")).Json;

        Assert.Equal(("fallback.used", true, 3), (one.GetProperty("kind").GetString(), one.GetProperty("data").GetProperty("rehearsed").GetBoolean(), one.GetProperty("data").GetProperty("count").GetInt32()));
        Assert.Equal(("reh-event", "active", JsonValueKind.Null), (status.GetProperty("model").GetString(), status.GetProperty("status").GetString(), status.GetProperty("cooldown_until").ValueKind));
    }

    [Fact]
    public async Task A_system_admin_may_rehearse_in_any_organisation()
    {
        var (slug, _) = await fixture.Server.CreateTenantKeyAsync(Setup("reh-system"));
        using var system = fixture.Server.Client(KernelHostServer.AdminKey, slug);

        using var answer = await system.PostAsync(Calls.ChatPath, Chat, (Header, "error"));

        Assert.Equal("openai/reh-spare", answer.Header("x-kernelhost-model"));
    }

    [Theory]
    [InlineData(Calls.ChatPath, Chat)]
    [InlineData("/api/v1/chat", """{"message": "Hi"}""")]
    [InlineData("/v1/embeddings", """{"input": "Hi"}""")]
    [InlineData("/api/v1/plugins/Classifier/classify", """{"arguments": {"text": "a", "labels": ["b", "c"]}}""")]
    public async Task A_member_may_not(string path, string body)
    {
        using var member = await fixture.Server.CreateTenantAsync(Setup("reh-member"));

        using var answer = await member.PostAsync(path, body, (Header, "error"));

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Contains("rehearsal_not_allowed", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Header, "everything", "rate_limit, timeout or error")]
    [InlineData(Header, "auth", "rate_limit, timeout or error")]
    [InlineData("x-kernelhost-delivery", "fast", "stream or assured")]
    public async Task Another_word_is_refused_with_those_there_are(string header, string word, string words)
    {
        using var admin = await NewAsync("reh-word");

        using var answer = await admin.PostAsync(Calls.ChatPath, Chat, (header, word));
        var error = await answer.ErrorAsync();

        Assert.Equal((HttpStatusCode.BadRequest, header), (answer.StatusCode, error.GetProperty("param").GetString()));
        Assert.Equal($"The header {header} takes {words}, not '{word}'.", error.GetProperty("message").GetString());
    }

    [Theory]
    [InlineData("stream")]
    [InlineData("assured")]
    public async Task Any_key_may_say_how_its_answer_is_delivered(string delivery)
    {
        using var member = await fixture.Server.CreateTenantAsync(Setup("reh-delivery"));

        using var answer = await member.PostAsync(Calls.ChatPath, Chat, ("x-kernelhost-delivery", delivery));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Where_nobody_may_stand_in_the_rehearsed_failure_is_the_answer()
    {
        using var admin = await NewAsync("reh-exact");

        using var answer = await admin.PostAsync(Calls.ChatPath, """{"model": "openai/reh-exact", "messages": [{"role": "user", "content": "Hi"}]}""", (Header, "timeout"), ("x-kernelhost-fallback", "none"));

        Assert.Equal((HttpStatusCode.GatewayTimeout, "1"), (answer.StatusCode, answer.Header("x-kernelhost-attempts")));
        Assert.Empty(fixture.Upstream.Journal.For("reh-exact"));
    }

    private Task<HttpClient> NewAsync(string model) => fixture.Server.CreateTenantAsync(Setup(model), new("admin", Role.OrgAdmin));

    private object Setup(string model) => new
    {
        is_default = true,
        global_default_model = new { provider = "openai", model },
        providers = new
        {
            openai = Tenants.OpenAiProvider(fixture.Upstream, Tenants.OpenAiKey, model, "reh-spare"),
            typed = new { kind = "openai", base_url = fixture.Upstream.BaseUrls.OpenAi, api_key = Tenants.OpenAiKey, models = new[] { new { id = "reh-embed", type = "EMBEDDING" }, new { id = "reh-tts", type = "TTS" }, new { id = "reh-stt", type = "STT" } } },
        },
        fallback = new { models = new[] { new { provider = "openai", model = "reh-spare" } } },
    };
}
