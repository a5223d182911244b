using System.Net;
using System.Text.Json;
using KernelHost.Server.Tests.Models;

namespace KernelHost.Server.Tests.Chat;

/// <summary>Completions and responses: what only OpenAI's wire has.</summary>
public sealed class ForwardedEndpointTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Completions = "/v1/completions";
    private const string Responses = "/v1/responses";

    [Theory]
    [InlineData(Completions, """{"prompt": "one two"}""", "choices", "prompt_tokens")]
    [InlineData(Responses, """{"input": "one two"}""", "output", "input_tokens")]
    public async Task An_answer_comes_through_and_says_which_model_gave_it(string path, string body, string member, string tokens)
    {
        using var client = await fixture.Server.CreateTenantAsync(Tenants.OpenAi(fixture.Upstream, "gpt-4o"));

        using var answer = await client.PostTextAsync(path, body);
        var json = await answer.JsonAsync();

        Assert.Contains("gpt-4o: one two", json.GetProperty(member).GetRawText(), StringComparison.Ordinal);
        Assert.Equal(("openai", "openai/gpt-4o"), (json.GetProperty("model_info").GetProperty("provider").GetString(), answer.Header("x-kernelhost-model")));
        Assert.Equal(2, json.GetProperty("usage").GetProperty(tokens).GetInt32());
    }

    [Theory]
    [InlineData(Completions, """{ "prompt" : "h\u00e9 y-1", "stream":false, "odd": [1.50, {"a" :null}] , "model":"openai/gpt-4o" }""")]
    [InlineData(Responses, """{ "model":"openai/gpt-4o", "in\u0070ut" : "y-2", "tools":[], "previous_response_id":null , "odd": 1e0}""")]
    public async Task A_request_goes_on_byte_for_byte_but_for_its_model(string path, string body)
    {
        using var client = await fixture.Server.CreateTenantAsync(Tenants.OpenAi(fixture.Upstream, "gpt-4o"));
        var mark = body[body.IndexOf("y-", StringComparison.Ordinal)..][..3];

        using var answer = await client.PostTextAsync(path, body);
        var call = await fixture.Upstream.Journal.WaitForAsync(one => one.Text.Contains(mark, StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(body.Replace("openai/gpt-4o", "gpt-4o", StringComparison.Ordinal), call.Text);
    }

    [Fact]
    public async Task A_streamed_completion_ends_with_DONE_and_tells_usage_only_if_asked()
    {
        using var client = await fixture.Server.CreateTenantAsync(Tenants.OpenAi(fixture.Upstream, "gpt-4o"));

        using var plain = await client.PostAsync(Completions, new { prompt = "one two", stream = true });
        using var counted = await client.PostAsync(Completions, new { prompt = "one two", stream = true, stream_options = new { include_usage = true } });
        var (events, withUsage) = (await plain.GoldenEventsAsync(), await counted.GoldenEventsAsync());

        Assert.Equal("data: [DONE]", events.Split('\n')[^1]);
        Assert.Contains("\"model_info\"", events.Split('\n')[0], StringComparison.Ordinal);
        Assert.DoesNotContain("prompt_tokens", events, StringComparison.Ordinal);
        Assert.Contains("prompt_tokens", withUsage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_streamed_response_ends_with_its_last_event_and_without_DONE()
    {
        using var client = await fixture.Server.CreateTenantAsync(Tenants.OpenAi(fixture.Upstream, "gpt-4o"));

        using var answer = await client.PostAsync(Responses, new { input = "one two", stream = true });
        var lines = (await answer.GoldenEventsAsync()).Split('\n');

        Assert.Equal(("event: response.created", "event: response.completed"), (lines[0], lines[^2]));
        Assert.Equal("openai", JsonElement.Parse(lines[1]["data: ".Length..]).GetProperty("model_info").GetProperty("provider").GetString());
        Assert.DoesNotContain("data: [DONE]", lines);
    }

    [Theory]
    [InlineData(Completions, "fault-500", 502)]
    [InlineData(Completions, "fault-429", 429)]
    [InlineData(Completions, "fault-empty-stream", 502)]
    [InlineData(Responses, "fault-reset", 502)]
    [InlineData(Responses, "fault-error-in-stream", 502)]
    [InlineData(Responses, "fault-error-in-200", 502)]
    [InlineData(Responses, "fault-html-200", 502)]
    [InlineData(Responses, "fault-empty-stream", 502)]
    public async Task A_failure_before_the_first_content_is_an_error_with_its_status(string path, string model, int status)
    {
        using var client = await fixture.Server.CreateTenantAsync(Tenants.OpenAi(fixture.Upstream, model));

        using var answer = await client.PostAsync(path, new { input = "one two", prompt = "one two", stream = true });

        Assert.Equal((status, "application/json"), ((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
    }

    [Theory]
    [InlineData(Completions, "fault-cut")]
    [InlineData(Completions, "fault-no-finish")]
    [InlineData(Responses, "fault-cut")]
    [InlineData(Responses, "fault-no-finish")]
    [InlineData(Responses, "fault-error-mid-stream")]
    [InlineData(Responses, "fault-leak-mid-stream")]
    public async Task A_stream_that_breaks_ends_with_an_error_that_tells_no_secret(string path, string model)
    {
        using var client = await fixture.Server.CreateTenantAsync(Tenants.OpenAi(fixture.Upstream, model));

        using var answer = await client.PostAsync(path, new { input = "one two three four five", prompt = "one two three four five", stream = true });
        var text = await answer.GoldenEventsAsync();

        Assert.Equal("event: error", text.Split('\n')[^2]);
        Assert.DoesNotContain("response.completed", text, StringComparison.Ordinal);
        Assert.DoesNotContain(Tenants.OpenAiKey, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_next_model_takes_over_before_the_first_content()
    {
        using var client = await fixture.Server.CreateTenantAsync(new
        {
            is_default = true,
            global_default_model = new { provider = "openai", model = "fault-error-in-stream" },
            providers = new { openai = Tenants.OpenAiProvider(fixture.Upstream, Tenants.OpenAiKey, "fault-error-in-stream", "gpt-4o") },
            fallback = new { models = new[] { new { provider = "openai", model = "gpt-4o" } } },
        });

        using var answer = await client.PostAsync(Responses, new { input = "one two", stream = true });

        Assert.Contains("response.completed", await answer.GoldenEventsAsync(), StringComparison.Ordinal);
        Assert.Equal(("openai/gpt-4o", "3", "error"), (answer.Header("x-kernelhost-model"), answer.Header("x-kernelhost-attempts"), answer.Header("x-kernelhost-fallback-reason")));
    }

    [Theory]
    [InlineData(Completions)]
    [InlineData(Responses)]
    public async Task Where_no_server_has_the_endpoint_it_is_not_supported(string path)
    {
        using var client = await fixture.Server.CreateTenantAsync(Tenants.Ollama(fixture.Upstream, "llama3.2:latest"));

        using var answer = await client.PostAsync(path, new { model = "ollama/llama3.2:latest", input = "Hi", prompt = "Hi" });

        Assert.Equal((HttpStatusCode.BadRequest, "endpoint_not_supported"), (answer.StatusCode, (await answer.ErrorAsync()).GetProperty("code").GetString()));
        Assert.DoesNotContain(fixture.Upstream.Journal.Entries, call => call.Path == path && call.Wire == "ollama");
    }

    [Theory]
    [InlineData(Completions)]
    [InlineData(Responses)]
    public async Task A_server_that_has_no_such_address_is_told_from_one_without_the_model(string path)
    {
        await using var odd = await OddServer.StartAsync("[1.0]");
        using var lacking = await fixture.Server.CreateTenantAsync(Compatible(odd.BaseUrl, "llama"));
        using var other = await fixture.Server.CreateTenantAsync(Tenants.OpenAi(fixture.Upstream, "fault-404"));

        using var noAddress = await lacking.PostAsync(path, new { input = "Hi", prompt = "Hi" });
        using var noModel = await other.PostAsync(path, new { input = "Hi", prompt = "Hi" });

        Assert.Equal((HttpStatusCode.BadRequest, "endpoint_not_supported"), (noAddress.StatusCode, (await noAddress.ErrorAsync()).GetProperty("code").GetString()));
        Assert.Equal(HttpStatusCode.NotFound, noModel.StatusCode);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("DELETE")]
    public async Task Stored_responses_are_not_to_be_had_here(string method)
    {
        using var client = await fixture.Server.CreateTenantAsync(Tenants.OpenAi(fixture.Upstream, "gpt-4o"));
        using var request = new HttpRequestMessage(new(method), "/v1/responses/resp_1");

        using var answer = await client.SendAsync(request);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    private static object Compatible(string baseUrl, string model) => new
    {
        is_default = true,
        global_default_model = new { provider = "other", model },
        providers = new { other = new { kind = "openai-compatible", base_url = baseUrl, models = new[] { model } } },
    };
}
