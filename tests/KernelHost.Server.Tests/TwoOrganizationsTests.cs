using System.Text.Json;
using KernelHost.Server.Tests.Chat;
using KernelHost.Upstream;

namespace KernelHost.Server.Tests;

/// <summary>
/// The host's main promise: one organisation has OpenAI for real work and Ollama for auxiliary work, another has Ollama and nothing fast;
/// the fake servers' journals show where each call went, and with whose key.
/// </summary>
public sealed class TwoOrganizationsTests : IAsyncLifetime
{
    private const string Score = """
        {"submission": "The tower is 330 metres high.", "rubric": {"title": "Essay", "description": "On towers", "metadata": {}, "scoringType": "points", "maxScore": 10,
         "criteria": [{"id": "facts", "name": "Facts", "description": "Right facts", "weight": 100, "order": 1,
           "levels": [{"id": "a", "score": 4, "label": "Good", "description": "Right"}, {"id": "b", "score": 1, "label": "Poor", "description": "Wrong"}]}]}}
        """;

    private readonly KernelHostServer _server = KernelHostServer.Start();
    private FakeUpstream _openAi = null!;
    private FakeUpstream _ollama = null!;
    private HttpClient _first = null!;
    private HttpClient _second = null!;

    public async Task InitializeAsync()
    {
        (_openAi, _ollama) = (await FakeUpstream.StartAsync(), await FakeUpstream.StartAsync());
        _first = await _server.CreateTenantAsync(new
        {
            is_default = true,
            global_default_model = new { provider = "openai", model = "gpt-4o" },
            small_fast_model = new { provider = "ollama", model = "llama3.2:latest" },
            providers = new { openai = Tenants.OpenAiProvider(_openAi, "sk-first", "gpt-4o"), ollama = Tenants.OllamaProvider(_ollama, "llama3.2:latest") },
        });
        _second = await _server.CreateTenantAsync(new
        {
            is_default = true,
            global_default_model = new { provider = "ollama", model = "llama3.1:8b" },
            providers = new { ollama = new { kind = "ollama", base_url = _ollama.BaseUrls.Ollama, api_key = "second-key", models = new[] { "llama3.1:8b" } } },
        });
    }

    public async Task DisposeAsync()
    {
        _first.Dispose();
        _second.Dispose();
        await _server.DisposeAsync();
        await _openAi.DisposeAsync();
        await _ollama.DisposeAsync();
    }

    [Fact]
    public async Task A_completion_goes_to_each_organisations_default_with_its_own_key()
    {
        await ChatAsync(_first, null);
        await ChatAsync(_second, null);

        Assert.Equal([("gpt-4o", "sk-first")], Sent(_openAi));
        Assert.Equal([("llama3.1:8b", "second-key")], Sent(_ollama));
    }

    [Fact]
    public async Task The_small_fast_model_is_each_organisations_own_or_its_default()
    {
        Assert.Equal("ollama/llama3.2:latest", await ChatAsync(_first, "small-fast"));
        Assert.Equal("ollama/llama3.1:8b", await ChatAsync(_second, "small-fast"));

        Assert.Empty(Sent(_openAi));
        Assert.Equal([("llama3.2:latest", null), ("llama3.1:8b", "second-key")], Sent(_ollama));
    }

    [Theory]
    [InlineData("QueryRewriting/rewrite_query", """{"query": "And its height?", "history": "Where is the Eiffel Tower?"}""")]
    [InlineData("QueryRewriting/expand_query", """{"query": "height of the tower", "count": 2}""")]
    [InlineData("Classifier/classify", """{"text": "I was charged twice", "labels": ["billing", "other"]}""")]
    [InlineData("Classifier/detect_image_request", """{"message": "Draw a tower"}""")]
    [InlineData("Classifier/detect_intent", """{"message": "Draw a tower", "intents": ["draw", "talk"]}""")]
    [InlineData("Rubric/score_submission", Score)]
    public async Task A_plugins_call_goes_to_the_small_fast_model_of_the_caller(string function, string arguments)
    {
        var first = await InvokeAsync(_first, function, arguments);
        var second = await InvokeAsync(_second, function, arguments);

        Assert.Empty(Sent(_openAi));
        Assert.Equal([("llama3.2:latest", null), ("llama3.1:8b", "second-key")], Sent(_ollama));
        Assert.Equal(("llama3.2:latest", null), first);
        Assert.Equal(("llama3.1:8b", "small_fast_not_configured"), second);
    }

    [Fact]
    public async Task Even_a_rubric_that_no_model_can_write_is_asked_of_the_small_fast_model_only()
    {
        foreach (var client in new[] { _first, _second })
        {
            using var answer = await client.PostAsync("/api/v1/plugins/Rubric/generate_rubric", new { arguments = new { prompt = "An essay on towers" } });
        }

        Assert.Empty(Sent(_openAi));
        Assert.Equal([("llama3.2:latest", null), ("llama3.1:8b", "second-key")], Sent(_ollama).Distinct());
    }

    private static async Task<string?> ChatAsync(HttpClient client, string? model)
    {
        using var answer = await client.PostAsync(Calls.ChatPath, new { model, messages = new[] { new { role = "user", content = "Hi" } } });
        return answer.EnsureSuccessStatusCode().Header("x-kernelhost-model");
    }

    private static async Task<(string? Resolved, string? Reason)> InvokeAsync(HttpClient client, string function, string arguments)
    {
        using var answer = await client.PostAsync($"/api/v1/plugins/{function}", new { arguments = JsonElement.Parse(arguments) });
        var call = Assert.Single((await answer.EnsureSuccessStatusCode().JsonAsync()).GetProperty("calls").EnumerateArray());
        Assert.Equal("small-fast", call.GetProperty("service_id").GetString());
        return (call.GetProperty("resolved").GetString(), call.GetProperty("fallback_reason").GetString());
    }

    private static IEnumerable<(string? Model, string? Key)> Sent(FakeUpstream upstream) => upstream.Journal.Entries.Select(entry => (entry.Model, entry.Key));
}
