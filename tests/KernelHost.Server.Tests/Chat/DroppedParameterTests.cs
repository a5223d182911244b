using System.Net;

namespace KernelHost.Server.Tests.Chat;

/// <summary>What a model cannot take is told, never dropped silently.</summary>
public sealed class DroppedParameterTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Greedy = """
        {"messages": [{"role": "user", "content": "Hi"}], "temperature": 0.5, "seed": 7, "logit_bias": {"5": 1}, "logprobs": true, "top_logprobs": 2, "user": "ann", "frequency_penalty": 0.5,
         "presence_penalty": 0, "parallel_tool_calls": true, "store": false, "n": 1, "metadata": {"task": "chat"}, "service_tier": "flex", "verbosity": "low", "keep_alive": "5m"}
        """;

    [Theory]
    [InlineData("openai", null)]
    [InlineData("ollama", "logit_bias, user, service_tier, verbosity")]
    [InlineData("anthropic", "seed, logit_bias, logprobs, top_logprobs, frequency_penalty, service_tier, verbosity, keep_alive")]
    [InlineData("embedded", "temperature, logit_bias, logprobs, top_logprobs, user, frequency_penalty, service_tier, verbosity, keep_alive")]
    public async Task Each_provider_tells_its_own_whole_and_streamed(string provider, string? dropped)
    {
        using var client = await fixture.Server.CreateTenantAsync(Setup(provider, $"dropping-{provider}"));

        using var whole = await client.PostAsync(Calls.ChatPath, Greedy);
        using var streamed = await client.PostAsync(Calls.ChatPath, Greedy.Replace("{\"messages\"", "{\"stream\": true, \"messages\"", StringComparison.Ordinal));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (whole.StatusCode, streamed.StatusCode));
        Assert.Equal((dropped, dropped), (whole.Header("x-kernelhost-dropped-params"), streamed.Header("x-kernelhost-dropped-params")));
    }

    [Fact]
    public async Task A_strict_client_gets_an_error_before_any_call()
    {
        using var client = await fixture.Server.CreateTenantAsync(Setup("anthropic", "claude-strict"));

        using var answer = await client.PostAsync(Calls.ChatPath, Greedy, ("x-kernelhost-strict", "params"));

        var error = await answer.ErrorAsync();
        Assert.Equal((HttpStatusCode.BadRequest, "unsupported_parameter", "seed"), (answer.StatusCode, error.GetProperty("code").GetString(), error.GetProperty("param").GetString()));
        Assert.Empty(fixture.Upstream.Journal.For("claude-strict"));
    }

    [Fact]
    public async Task It_is_about_the_candidate_that_served()
    {
        using var client = await fixture.Server.CreateTenantAsync(new
        {
            is_default = true,
            global_default_model = new { provider = "openai", model = "l-fault-500" },
            providers = new { openai = Tenants.OpenAiProvider(fixture.Upstream, Tenants.OpenAiKey, "l-fault-500"), ollama = Tenants.OllamaProvider(fixture.Upstream, "standing-in") },
            fallback = new { enabled = true, models = new[] { new { provider = "ollama", model = "standing-in" } } },
        });

        using var strict = await client.PostAsync(Calls.ChatPath, Greedy, ("x-kernelhost-strict", "params"));
        using var told = await client.PostAsync(Calls.ChatPath, Greedy);

        Assert.Equal(("ollama/standing-in", "logit_bias, user, service_tier, verbosity"), (told.Header("x-kernelhost-model"), told.Header("x-kernelhost-dropped-params")));
        Assert.Equal(HttpStatusCode.BadGateway, strict.StatusCode);
        Assert.Single(fixture.Upstream.Journal.For("standing-in"));
    }

    [Theory]
    [InlineData("anthropic", "\"response_format\": {\"type\": \"json_object\"}", "response_format")]
    [InlineData("anthropic", "\"n\": 2", "n")]
    [InlineData("ollama", "\"modalities\": [\"text\", \"audio\"]", "modalities")]
    [InlineData("embedded", "\"audio\": {\"voice\": \"alloy\", \"format\": \"wav\"}", "audio")]
    public async Task Without_what_gives_an_answer_its_form_there_is_none(string provider, string member, string param)
    {
        using var client = await fixture.Server.CreateTenantAsync(Setup(provider, $"shaped-{provider}"));

        using var answer = await client.PostAsync(Calls.ChatPath, "{\"messages\": [{\"role\": \"user\", \"content\": \"Hi\"}], " + member + "}");

        var error = await answer.ErrorAsync();
        Assert.Equal((HttpStatusCode.BadRequest, "unsupported_parameter", param), (answer.StatusCode, error.GetProperty("code").GetString(), error.GetProperty("param").GetString()));
    }

    [Fact]
    public async Task The_header_takes_one_word()
    {
        using var client = await fixture.Server.CreateTenantAsync(Tenants.Embedded());

        using var answer = await client.PostAsync(Calls.ChatPath, Greedy, ("x-kernelhost-strict", "yes"));

        Assert.Equal((HttpStatusCode.BadRequest, "x-kernelhost-strict"), (answer.StatusCode, (await answer.ErrorAsync()).GetProperty("param").GetString()));
    }

    private object Setup(string provider, string model) => provider switch
    {
        "openai" => Tenants.OpenAi(fixture.Upstream, model),
        "ollama" => Tenants.Ollama(fixture.Upstream, model),
        "anthropic" => Tenants.Anthropic(fixture.Upstream, model),
        _ => Tenants.Embedded(),
    };
}
