using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using KernelHost.Server.Tests.Chat;
using KernelHost.Upstream;

namespace KernelHost.Server.Tests.Endpoints;

/// <summary>The files of the well-known patterns, imported, and then called: each named model reaches its server with its key, model, parameters and prompts.</summary>
public sealed class LlamaFarmPatternTests : IAsyncLifetime
{
    private const string EnvironmentKey = "sk-of-the-environment";

    private static int _count;

    private readonly KernelHostServer _server = KernelHostServer.Start();
    private FakeUpstream _openAi = null!;
    private FakeUpstream _ollama = null!;

    public async Task InitializeAsync()
    {
        (_openAi, _ollama) = (await FakeUpstream.StartAsync(), await FakeUpstream.StartAsync());
        _server.Environment["OPENAI_API_KEY"] = EnvironmentKey;
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        await _openAi.DisposeAsync();
        await _ollama.DisposeAsync();
    }

    [Theory]
    [InlineData("basic-multi-model", null, "ollama", "llama3.1:8b", null, """{"options":{"temperature":0.7,"num_predict":2000}}""")]
    [InlineData("basic-multi-model", "default", "ollama", "llama3.1:8b", null, """{"options":{"temperature":0.7,"num_predict":2000}}""")]
    [InlineData("basic-multi-model", "fast", "ollama", "llama3.2:latest", null, """{"options":{"temperature":0.5,"num_predict":500}}""")]
    [InlineData("basic-multi-model", "expert", "openai", "gpt-4o", EnvironmentKey, """{"temperature":0.3,"max_tokens":4000}""")]
    [InlineData("speed-tiers", null, "ollama", "llama3.1:8b", null, """{"options":{"temperature":0.7,"num_predict":1000}}""")]
    [InlineData("speed-tiers", "instant", "ollama", "llama3.2:latest", null, """{"options":{"temperature":0.5,"num_predict":250}}""")]
    [InlineData("speed-tiers", "powerful", "ollama", "llama3.1:70b", null, """{"options":{"temperature":0.3,"num_predict":4000}}""")]
    [InlineData("local-cloud-hybrid", null, "ollama", "llama3.1:8b", null, "{}")]
    [InlineData("local-cloud-hybrid", "local", "ollama", "llama3.1:8b", null, "{}")]
    [InlineData("local-cloud-hybrid", "cloud", "openai", "gpt-4o", "sk-hybrid-cloud", "{}")]
    [InlineData("task-specific", "general", "ollama", "llama3.1:8b", null, """{"options":{"temperature":0.7}}""")]
    [InlineData("task-specific", "coder", "ollama", "codellama:13b", null, """{"options":{"temperature":0.2,"num_predict":4096}}""")]
    [InlineData("task-specific", "writer", "ollama", "llama3.1:8b", null, """{"options":{"temperature":0.9,"num_predict":2048}}""")]
    [InlineData("task-specific", "analyst", "openai", "gpt-4o", EnvironmentKey, """{"temperature":0.1,"max_tokens":4096}""")]
    [InlineData("multi-tool", "data-analyst", "ollama", "llama3.1:8b", null, "{}")]
    [InlineData("multi-tool", "power-user", "openai", "gpt-4o", "sk-tools", "{}")]
    [InlineData("per-provider", null, "ollama", "llama3.1:8b", null, """{"options":{"temperature":0.7,"top_p":0.9,"top_k":40,"num_ctx":4096,"repeat_penalty":1.1},"keep_alive":"10m"}""")]
    [InlineData("per-provider", "openai-model", "openai", "gpt-4o", "sk-first-team", """{"temperature":0.6,"top_p":1,"frequency_penalty":0.1,"presence_penalty":0.2}""")]
    [InlineData("per-provider", "openai-other-team", "openai", "gpt-4o", "sk-second-team", "{}")]
    [InlineData("per-provider", "universal-model", "openai", "someone/a-model-GGUF:Q4_K_M", null, """{"temperature":0.4,"n_ctx":8192,"flash_attn":true,"nested":{"a":[1,"two"]}}""")]
    [InlineData("fallback", null, "openai", "gpt-4o", "sk-primary", "{}")]
    [InlineData("fallback", "emergency", "ollama", "llama3.2:latest", null, "{}")]
    [InlineData("models-by-name", null, "ollama", "llama3.1:8b", null, "{}")]
    [InlineData("models-by-name", "fast", "ollama", "llama3.2:latest", null, "{}")]
    [InlineData("single-model", null, "openai", "gpt-4o-mini", "sk-single", """{"temperature":0.2}""")]
    public async Task Each_model_reaches_its_server(string file, string? model, string upstream, string id, string? key, string parameters)
    {
        var sent = await CallAsync(await ImportAsync(file), model, upstream);

        Assert.Equal((id, key), (sent.Model, sent.Key));
        AssertHolds(JsonElement.Parse(parameters), sent.Json);
    }

    [Theory]
    [InlineData("general", "ollama", "system: Answer in one sentence.|system: You weigh evidence:\n1. Say what speaks for it.\n2. Say what speaks against it.\n|user: Is it raining?|assistant: No: the street is dry.|user: Hi")]
    [InlineData("analyst", "openai", "system: You weigh evidence:\n1. Say what speaks for it.\n2. Say what speaks against it.\n|user: Hi")]
    [InlineData("both", "ollama", "user: Is it raining?|assistant: No: the street is dry.|system: Answer in one sentence.|user: Hi")]
    public async Task Prompts_come_before_the_question_in_order(string model, string upstream, string expected)
    {
        var sent = await CallAsync(await ImportAsync("per-model-prompts"), model, upstream);

        var messages = sent.Json.GetProperty("messages").EnumerateArray().Select(message => $"{message.GetProperty("role").GetString()}: {message.GetProperty("content").GetString()}");
        Assert.Equal(expected, string.Join('|', messages));
    }

    [Fact]
    public async Task A_request_overrides_parameters_and_extra_body()
    {
        var sent = await CallAsync(await ImportAsync("per-provider"), "universal-model", "openai", new { temperature = 1.5, n_ctx = 1 });

        Assert.Equal((1.5, 1), (sent.Json.GetProperty("temperature").GetDouble(), sent.Json.GetProperty("n_ctx").GetInt32()));
    }

    [Fact]
    public async Task The_fallback_of_an_extension_stands_in()
    {
        var organization = await ImportAsync("fallback");
        _openAi.Fail("gpt-4o", "500");

        var sent = await CallAsync(organization, null, "ollama");

        Assert.Equal("llama3.1:8b", sent.Model);
    }

    [Fact]
    public async Task Every_pattern_comes_back_from_its_export()
    {
        foreach (var path in Directory.GetFiles(Folder, "*.yaml"))
        {
            var organization = await ImportAsync(Path.GetFileNameWithoutExtension(path));
            var yaml = (await _server.Admin.TryGetAsync($"/api/v1/organizations/{organization}/export?format=yaml&setup=farm")).Text;

            using var again = await PostYamlAsync(organization, "farm", yaml);

            Assert.Equal("\"2\"", again.Headers.ETag?.Tag);
        }
    }

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "fixtures", "llamafarm");

    private async Task<JournalEntry> CallAsync(string organization, string? model, string upstream, object? more = null)
    {
        var body = JsonSerializer.SerializeToNode(more ?? new { })!.AsObject();
        body["model"] = model;
        body["messages"] = JsonSerializer.SerializeToNode(new[] { new { role = "user", content = "Hi" } });
        using var answer = await _server.Admin.PostAsync($"/v1/projects/{organization}/farm/chat/completions", body.ToJsonString());
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return (upstream == "openai" ? _openAi : _ollama).Journal.Entries[^1];
    }

    /// <returns>The organisation; the file is its setup <c>farm</c>.</returns>
    private async Task<string> ImportAsync(string file)
    {
        var slug = $"farm-{Interlocked.Increment(ref _count)}";
        await _server.Admin.TryPostAsync("/api/v1/organizations", new { slug, name = slug });
        var yaml = (await File.ReadAllTextAsync(Path.Combine(Folder, file + ".yaml")))
            .Replace("$ollama", $"ollama-{_ollama.Address.Host}-{_ollama.Address.Port}", StringComparison.Ordinal)
            .Replace("OLLAMA", _ollama.BaseUrls.Ollama.ToString().TrimEnd('/'), StringComparison.Ordinal)
            .Replace("base_url: OPENAI", $"base_url: {_openAi.BaseUrls.OpenAi}", StringComparison.Ordinal);
        using var answer = await PostYamlAsync(slug, "farm", yaml);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        return slug;
    }

    private async Task<HttpResponseMessage> PostYamlAsync(string organization, string setup, string yaml)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(yaml)) { Headers = { ContentType = new MediaTypeHeaderValue("application/yaml") } };
        return await _server.Admin.PostAsync(new Uri($"/api/v1/organizations/{organization}/import?setup={setup}", UriKind.Relative), content);
    }

    private static void AssertHolds(JsonElement expected, JsonElement actual)
    {
        foreach (var member in expected.EnumerateObject())
        {
            var found = actual.GetProperty(member.Name);
            if (member.Name == "options")
                AssertHolds(member.Value, found);
            else if (member.Value.ValueKind == JsonValueKind.Number)
                Assert.Equal(member.Value.GetDouble(), found.GetDouble(), 1e-6);
            else
                Assert.True(JsonElement.DeepEquals(member.Value, found), $"{member.Name}: {found}");
        }
    }
}
