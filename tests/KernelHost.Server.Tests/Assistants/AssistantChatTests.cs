using System.Net;
using System.Text.Json;
using KernelHost.Security;
using KernelHost.Server.Tests.Chat;
using KernelHost.Upstream;

namespace KernelHost.Server.Tests.Assistants;

/// <summary>Assistants called as models. What the model server was sent is what they are made of.</summary>
public sealed class AssistantChatTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private static int _models;

    private readonly string _model = $"assisted-{Interlocked.Increment(ref _models)}";

    private FakeUpstream Upstream => fixture.Upstream;

    private JsonElement Sent => Upstream.Journal.For(_model).Last().Json;

    [Fact]
    public async Task It_is_the_model_with_its_prompts_and_parameters_and_says_so()
    {
        var (admin, _) = await TenantAsync();
        await MakeAsync(admin, new { name = "Tutor", system_prompt = "Be patient.", prompt_template = "Asked: {user_input}", parameters = new { temperature = 0.25, seed = 7 } });

        using var response = await admin.PostAsync(Calls.ChatPath, Ask("assistant/tutor", new { temperature = 0.75, x_unknown = 1e-7 }));
        var answer = await response.JsonAsync();

        Assert.Equal([("system", "Be patient."), ("user", "Hi"), ("assistant", "Hello."), ("user", "Asked: Why?")], Messages(Sent));
        Assert.Equal((0.75, 7), (Sent.GetProperty("temperature").GetDouble(), Sent.GetProperty("seed").GetInt32()));
        Assert.Contains("\"x_unknown\":1E-07", Upstream.Journal.For(_model).Last().Text, StringComparison.Ordinal);
        Assert.Equal(("assistant/tutor", $"openai/{_model}"), (response.Header("x-kernelhost-requested-model"), response.Header("x-kernelhost-model")));
        var info = answer.GetProperty("model_info");
        Assert.Equal(("assistant/tutor", _model, false), (info.GetProperty("requested").GetString(), info.GetProperty("resolved").GetString(), info.GetProperty("fallback_used").GetBoolean()));
        Assert.Equal("tutor", info.GetProperty("assistant").GetProperty("slug").GetString());
        Assert.False(answer.TryGetProperty("sources", out _));
    }

    [Fact]
    public async Task A_stream_is_one_and_its_first_chunk_says_whose()
    {
        var (admin, _) = await TenantAsync();
        await MakeAsync(admin, new { name = "Tutor", system_prompt = "Be patient." });

        using var response = await admin.PostAsync(Calls.ChatPath, Ask("assistant/tutor", new { stream = true }));
        var text = await response.Content.ReadAsStringAsync();
        var first = JsonElement.Parse(text.Split('\n')[0]["data: ".Length..]);

        Assert.Equal("assistant/tutor", first.GetProperty("model_info").GetProperty("requested").GetString());
        Assert.EndsWith("data: [DONE]\n\n", text, StringComparison.Ordinal);
        Assert.NotEmpty(Calls.TextOf(text));
    }

    [Fact]
    public async Task What_it_leaves_out_is_the_organisations()
    {
        var (admin, slug) = await TenantAsync(defaults: new { system_prompt = "We are kind.", prompt_template = "<<{user_message}>>", connector = "openai", llm = "other-model" });
        await MakeAsync(admin, new { name = "Silent" });

        await AskAsync(admin, "assistant/silent");

        var sent = Upstream.Journal.For("other-model").Last(entry => entry.Text.Contains("We are kind.", StringComparison.Ordinal)).Json;
        Assert.Equal([("system", "We are kind."), ("user", "Hi"), ("assistant", "Hello."), ("user", "<<Why?>>")], Messages(sent));
        Assert.NotNull(slug);
    }

    [Fact]
    public async Task Pictures_beside_the_question_stay()
    {
        var (admin, _) = await TenantAsync();
        await MakeAsync(admin, new { name = "Tutor", prompt_template = "Q: {user_input}" });
        object[] parts = [new { type = "image_url", image_url = new { url = "data:image/png;base64,AAAA" } }, new { type = "text", text = "What is this?" }];

        using var response = await admin.PostAsync(Calls.ChatPath, new { model = "assistant/tutor", messages = new[] { new { role = "user", content = parts } } });

        var content = Sent.GetProperty("messages")[0].GetProperty("content");
        Assert.Equal(("Q: What is this?", "image_url"), (content[0].GetProperty("text").GetString(), content[1].GetProperty("type").GetString()));
        Assert.Equal(2, content.GetArrayLength());
    }

    [Fact]
    public async Task Its_model_may_call_its_plugins_and_goes_on_without_one_that_is_not_there()
    {
        var (admin, _) = await TenantAsync();
        await MakeAsync(admin, new { name = "Sorter", plugins = new[] { "Classifier.classify", "Nothing" } });
        Upstream.Script(_model, Answer.Call("Classifier_classify", new { text = "My bill is wrong", labels = new[] { "billing", "travel" } }), "Billing.");

        var answer = await AskAsync(admin, "assistant/sorter");

        Assert.Equal("Billing.", Text(answer));
        var info = answer.GetProperty("model_info");
        Assert.Equal("classify", info.GetProperty("plugin_calls")[0].GetProperty("function").GetString());
        Assert.Equal("assistant/sorter", info.GetProperty("requested").GetString());
        Assert.Equal(["The plugin 'Nothing' is not there."], info.GetProperty("assistant").GetProperty("warnings").EnumerateArray().Select(warning => warning.GetString()?.Replace('"', '\'')));
    }

    [Fact]
    public async Task A_step_puts_the_question_under_a_label_and_its_branch_changes_the_call()
    {
        var (admin, _) = await TenantAsync();
        await MakeAsync(admin, new
        {
            name = "Desk",
            system_prompt = "Answer.",
            steps = new[]
            {
                new
                {
                    name = "intent",
                    labels = new[] { "picture", "question" },
                    instructions = "Is a picture wanted?",
                    branches = new { picture = new { system_prompt = "Say that you cannot draw.", parameters = new { max_tokens = 20 } } },
                },
            },
        });
        Upstream.Script("fast", """{"label": "picture", "confidence": 0.9}""");

        var answer = await AskAsync(admin, "assistant/desk");

        Assert.Equal("Say that you cannot draw.", Messages(Sent)[0].Content);
        Assert.Equal(20, Sent.GetProperty("max_tokens").GetInt32());
        var step = answer.GetProperty("model_info").GetProperty("assistant").GetProperty("steps")[0];
        Assert.Equal(("intent", "picture"), (step.GetProperty("name").GetString(), step.GetProperty("label").GetString()));
        Assert.Contains("Is a picture wanted?", Upstream.Journal.For("fast").Last().Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_own_small_fast_model_is_asked_by_its_steps()
    {
        var (admin, _) = await TenantAsync();
        await MakeAsync(admin, new { name = "Own", small_fast_model = "openai/own-fast", steps = new[] { new { name = "intent", labels = new[] { "a", "b" } } } });
        Upstream.Script("own-fast", """{"label": "a", "confidence": 1}""");
        var before = Upstream.Journal.For("fast").Count();

        var answer = await AskAsync(admin, "assistant/own");

        Assert.Equal("a", answer.GetProperty("model_info").GetProperty("assistant").GetProperty("steps")[0].GetProperty("label").GetString());
        Assert.Contains(Upstream.Journal.For("own-fast"), entry => entry.Text.Contains("Why?", StringComparison.Ordinal));
        Assert.Equal(before, Upstream.Journal.For("fast").Count());
    }

    [Fact]
    public async Task The_simple_chat_remembers_and_answers_as_the_assistant()
    {
        var (admin, _) = await TenantAsync();
        await MakeAsync(admin, new { name = "Tutor", system_prompt = "Be patient.", prompt_template = "Q: {user_input}" });
        Upstream.Script(_model, "One.", "Two.");

        await admin.TryPostAsync("/api/v1/chat", new { message = "First?", model_preference = "assistant/tutor", session_id = "s" });
        var second = await admin.TryPostAsync("/api/v1/chat", new { message = "Second?", model_preference = "assistant/tutor", session_id = "s" });

        Assert.Equal(("Two.", "assistant/tutor"), (second.Json.GetProperty("message").GetString(), second.Json.GetProperty("model_info").GetProperty("requested").GetString()));
        Assert.Equal([("system", "Be patient."), ("user", "First?"), ("assistant", "One."), ("user", "Q: Second?")], Messages(Sent));
    }

    [Fact]
    public async Task It_is_listed_as_a_model_and_a_key_may_be_for_it_alone()
    {
        var (admin, slug) = await TenantAsync();
        await MakeAsync(admin, new { name = "Tutor" });
        await MakeAsync(admin, new { name = "Other" });
        using var only = fixture.Server.Client(await fixture.Server.CreateKeyAsync(slug, new("only", Role.Member) { Models = ["assistant/tutor"] }));

        Assert.Equal(["assistant/other", "assistant/tutor"], (await ModelsAsync(admin)).Where(id => id?.StartsWith("assistant/", StringComparison.Ordinal) is true).Order(StringComparer.Ordinal));
        Assert.Equal(["assistant/tutor"], await ModelsAsync(only));
        Assert.Equal("assistant/tutor", (await only.TryGetAsync("/v1/models/assistant/tutor")).Json.GetProperty("id").GetString());
        using (var served = await only.PostAsync(Calls.ChatPath, Ask("assistant/tutor")))
        {
            Assert.Equal(HttpStatusCode.OK, served.StatusCode);
        }

        foreach (var forbidden in (string[])["assistant/other", $"openai/{_model}"])
        {
            using var refused = await only.PostAsync(Calls.ChatPath, Ask(forbidden));
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        }
    }

    [Fact]
    public async Task One_that_is_not_there_is_a_model_that_is_not_there()
    {
        var (admin, _) = await TenantAsync();

        using var substituted = await admin.PostAsync(Calls.ChatPath, Ask("assistant/nobody"));
        using var exact = await admin.PostAsync(Calls.ChatPath, Ask("assistant/nobody"), ("x-kernelhost-fallback", "none"));

        Assert.Equal("requested_model_not_found", substituted.Header("x-kernelhost-fallback-reason"));
        Assert.Equal(HttpStatusCode.NotFound, exact.StatusCode);
    }

    [Fact]
    public async Task An_auxiliary_task_of_its_front_end_goes_to_the_small_fast_model_without_its_prompts()
    {
        var (admin, _) = await TenantAsync();
        await MakeAsync(admin, new { name = "Tutor", system_prompt = "Be patient." });

        using var response = await admin.PostAsync(Calls.ChatPath, Ask("assistant/tutor", new { metadata = new { task = "title_generation" } }));

        Assert.Equal("openai/fast", response.Header("x-kernelhost-model"));
        Assert.DoesNotContain("Be patient.", Upstream.Journal.For("fast").Last().Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_is_what_the_next_call_sees()
    {
        var (admin, _) = await TenantAsync();
        await MakeAsync(admin, new { name = "Tutor", system_prompt = "One." });
        await AskAsync(admin, "assistant/tutor");
        await admin.TryPutAsync("/api/v1/assistants/tutor", new { name = "Tutor", system_prompt = "Two." });

        await AskAsync(admin, "assistant/tutor");

        Assert.Equal("Two.", Messages(Sent)[0].Content);
    }

    [Fact]
    public async Task Without_model_info_the_body_is_the_models()
    {
        var (admin, _) = await TenantAsync();
        await MakeAsync(admin, new { name = "Tutor" });

        using var response = await admin.PostAsync(Calls.ChatPath, Ask("assistant/tutor"), ("x-kernelhost-model-info", "none"));

        Assert.DoesNotContain("model_info", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    private async Task<(HttpClient Admin, string Slug)> TenantAsync(object? defaults = null)
    {
        var setup = new
        {
            is_default = true,
            global_default_model = new { provider = "openai", model = _model },
            small_fast_model = new { provider = "openai", model = "fast" },
            providers = new { openai = Tenants.OpenAiProvider(Upstream, Tenants.OpenAiKey, [_model, "fast", "own-fast", "other-model"]) },
        };
        var (slug, key) = await fixture.Server.CreateTenantKeyAsync(setup, new("admin", Role.OrgAdmin));
        if (defaults is not null)
        {
            using var system = fixture.Server.Client(KernelHostServer.AdminKey);
            var put = await system.TryPutAsync($"/api/v1/organizations/{slug}/config", new { setups = new { @default = setup }, assistant_defaults = defaults });
            Assert.Equal(HttpStatusCode.OK, put.Status);
        }

        return (fixture.Server.Client(key), slug);
    }

    private static async Task MakeAsync(HttpClient admin, object assistant) =>
        Assert.Equal(HttpStatusCode.Created, (await admin.TryPostAsync("/api/v1/assistants", assistant)).Status);

    private static async Task<JsonElement> AskAsync(HttpClient client, string model)
    {
        using var response = await client.PostAsync(Calls.ChatPath, Ask(model));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.JsonAsync();
    }

    private static string Ask(string model, object? more = null)
    {
        var body = JsonSerializer.SerializeToNode(more ?? new { })!.AsObject();
        body["model"] = model;
        body["messages"] = JsonSerializer.SerializeToNode(new[] { new { role = "user", content = "Hi" }, new { role = "assistant", content = "Hello." }, new { role = "user", content = "Why?" } });
        return body.ToJsonString();
    }

    private static (string? Role, string? Content)[] Messages(JsonElement sent) =>
        [.. sent.GetProperty("messages").EnumerateArray().Select(message => (message.GetProperty("role").GetString(), message.GetProperty("content").GetString()))];

    private static string? Text(JsonElement answer) => answer.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString();

    private static async Task<IEnumerable<string?>> ModelsAsync(HttpClient client) =>
        (await client.TryGetAsync("/v1/models")).Json.GetProperty("data").EnumerateArray().Select(model => model.GetProperty("id").GetString());
}
