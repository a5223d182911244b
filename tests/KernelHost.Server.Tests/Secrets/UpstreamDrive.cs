using System.Globalization;
using System.Text.Json;
using KernelHost.Security;
using KernelHost.Traffic;
using KernelHost.Upstream;

namespace KernelHost.Server.Tests.Secrets;

/// <summary>Model servers that fail in every way there is, many of them repeating the key they were called with; called in every way there is.</summary>
internal sealed class UpstreamDrive(CanaryHost host)
{
    // Both without a pattern that would give them away, one full of what is written differently elsewhere.
    private static readonly string[] Keys = [Canaries.Awkward("upstream"), Canaries.Of("upstream"), Canaries.Usual("upstream")];

    public Task RunAsync() => Parallel.ForEachAsync(
        FakeUpstream.KnownFaults.Keys.SelectMany(fault => Keys.Select(key => (fault, key))), new ParallelOptions { MaxDegreeOfParallelism = 16 },
        async (one, _) => await RunAsync(one.fault, one.key));

    /// <summary>Probes of servers that are not there, or not what they seem.</summary>
    public async Task ProbeAsync()
    {
        foreach (var url in (string[])["http://127.0.0.1:1/v1", "http://no-such-host.invalid/v1", "https://127.0.0.1:1/v1", host.Upstream.Address + "nothing"])
        {
            var (_, admin) = await OrganisationAsync(Setup("gpt-4o", Keys[0], url, url));
            await SendAsync("GET /api/v1/admin/settings/api", admin, url);
            await ChatAsync("""{"messages": [{"role": "user", "content": "Hello"}]}""", admin, url);
        }

        await HostileListAsync();
    }

    private async Task RunAsync(string fault, string key)
    {
        var model = $"{CanaryHost.Name("m")}-fault-{fault}";
        var (slug, admin) = await OrganisationAsync(Setup(model, key, host.Upstream.BaseUrls.OpenAi.ToString(), host.Upstream.BaseUrls.Ollama.ToString()));
        foreach (var provider in (string[])["openai", "ollama", "anthropic"])
        {
            foreach (var stream in (string[])["true", "false"])
            {
                await ChatAsync($$"""{"model": "{{provider}}/{{model}}", "stream": {{stream}}, "messages": [{"role": "user", "content": "Say something of some length, please."}]}""", admin, fault);
            }

            await PostAsync("POST /v1/embeddings", "/v1/embeddings", $$"""{"model": "{{provider}}/{{model}}-embedding", "input": "one"}""", admin, fault);
        }

        foreach (var stream in (string[])["true", "false"])
        {
            await PostAsync("POST /v1/completions", "/v1/completions", $$"""{"model": "openai/{{model}}", "stream": {{stream}}, "prompt": "Say something of some length."}""", admin, fault);
            await PostAsync("POST /v1/responses", "/v1/responses", $$"""{"model": "openai/{{model}}", "stream": {{stream}}, "input": "Say something of some length."}""", admin, fault);
        }

        await PostAsync("POST /v1/audio/speech", "/v1/audio/speech", $$"""{"model": "openai/{{model}}", "input": "one two", "voice": "alloy"}""", admin, fault);
        await host.SendAsync(ModelRecipe(model), admin, fault);
        await PostAsync("POST /api/v1/chat", "/api/v1/chat", """{"message": "Hello"}""", admin, fault);
        await PostAsync("POST /api/v1/plugins/{plugin}/{function}", "/api/v1/plugins/Rubric/generate_rubric", """{"arguments": {"prompt": "An essay"}}""", admin, fault);
        await PostAsync("POST /api/v1/plugins/{plugin}/{function}", "/api/v1/plugins/Classifier/detect_image_request", """{"arguments": {"message": "Draw"}}""", admin, fault);
        await SendAsync("GET /api/v1/admin/audit", admin, $"after {fault} in {slug}");
    }

    private static Recipe ModelRecipe(string model)
    {
        var recipe = Recipes.All.First(one => one.Endpoint == "POST /v1/audio/transcriptions");
        return recipe with { Body = recipe.Body?.Replace("openai/whisper-1", $"openai/{model}", StringComparison.Ordinal) };
    }

    // A server that lists keys as models, and fails its list in every way.
    private async Task HostileListAsync()
    {
        await using var hostile = await FakeUpstream.StartAsync(new() { OpenAiModels = [Keys[0], $"model-{Keys[0]}", "fine"], OllamaModels = [Keys[0], "fine"] });
        var (_, admin) = await OrganisationAsync(Setup("gpt-4o", Keys[0], hostile.BaseUrls.OpenAi.ToString(), hostile.BaseUrls.Ollama.ToString()));
        await SendAsync("GET /api/v1/admin/settings/api", admin, "hostile names");
        hostile.Release();
        foreach (var fault in FakeUpstream.KnownFaults.Keys.Where(fault => fault != "keepalive-stall"))
        {
            hostile.Fail("*", fault);
            await SendAsync("GET /api/v1/admin/settings/api", admin, $"list {fault}");
        }
    }

    private Task<Exchange> ChatAsync(string body, string key, string why) => PostAsync("POST /v1/chat/completions", "/v1/chat/completions", body, key, why);

    private Task<Exchange> PostAsync(string endpoint, string path, string body, string key, string why) => host.SendAsync(new(endpoint, path, body), key, why);

    private async Task SendAsync(string endpoint, string key, string why)
    {
        foreach (var recipe in Recipes.All.Where(recipe => recipe.Endpoint == endpoint))
        {
            await host.SendAsync(await host.PrepareAsync(recipe), key, why);
        }
    }

    private async Task<(string Slug, string Admin)> OrganisationAsync(string setup)
    {
        var recipe = CanaryHost.NewOrganization with { Body = $$$"""{"slug": "{new}", "name": "One", "config": {"setups": {"default": {{{setup}}} } } }""" };
        var (slug, _) = await host.CreateAsync(recipe);
        return (slug, await host.KeyAsync(slug, new("admin", Role.OrgAdmin)));
    }

    private static string Setup(string model, string key, string openAi, string ollama)
    {
        var secret = JsonEncodedText.Encode(key).ToString();
        const string timeouts = """{"connect": "500ms", "first_token": "150ms", "idle": "150ms", "total": "400ms"}""";
        return string.Create(CultureInfo.InvariantCulture, $$"""
            {"is_default": true, "global_default_model": {"provider": "openai", "model": "{{model}}"}, "small_fast_model": {"provider": "ollama", "model": "{{model}}"}, "fallback": {"enabled": false},
             "providers": {"openai": {"api_key": "{{secret}}", "base_url": "{{openAi}}", "models": ["{{model}}", {"id": "{{model}}-embedding", "type": "EMBEDDING"}], "timeouts": {{timeouts}} },
              "ollama": {"api_key": "{{secret}}", "base_url": "{{ollama}}", "models": ["{{model}}", {"id": "{{model}}-embedding", "type": "EMBEDDING"}], "timeouts": {{timeouts}} },
              "anthropic": {"api_key": "{{secret}}", "base_url": "{{ollama}}", "models": ["{{model}}"], "timeouts": {{timeouts}} } } }
            """);
    }
}
