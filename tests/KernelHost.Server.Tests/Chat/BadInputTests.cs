using System.Net;
using System.Text;

namespace KernelHost.Server.Tests.Chat;

public sealed class BadInputTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Theory]
    [InlineData("/v1/chat/completions")]
    [InlineData("/v1/embeddings")]
    public async Task Malformed_JSON_is_an_OpenAI_error_with_its_position(string path)
    {
        using var answer = await fixture.Server.Admin.PostAsync(path, "{\"model\": ");

        var error = await answer.ErrorAsync();
        Assert.Equal((HttpStatusCode.BadRequest, "malformed_json", "invalid_request_error"), (answer.StatusCode, error.GetProperty("code").GetString(), error.GetProperty("type").GetString()));
        Assert.Contains("line 1, byte", error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bad_member_is_named_in_the_envelope()
    {
        using var answer = await fixture.Server.Admin.PostAsync(Calls.ChatPath, new { messages = new[] { new { role = "tool", content = "4" } } });

        Assert.Equal("messages[0].tool_call_id", (await answer.ErrorAsync()).GetProperty("param").GetString());
    }

    [Fact]
    public async Task A_body_that_is_not_UTF_8_is_refused()
    {
        using var content = new ByteArrayContent(Encoding.Latin1.GetBytes("{\"messages\": [{\"role\": \"user\", \"content\": \"Zürich\"}]}"));

        using var answer = await fixture.Server.Admin.PostAsync(new Uri(Calls.ChatPath, UriKind.Relative), content);

        Assert.Contains("UTF-8", (await answer.ErrorAsync()).GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_body_over_the_limit_is_a_413_in_one_piece_or_in_chunks(bool chunked)
    {
        await using var server = KernelHostServer.Start(("Server:MaxModelRequestBytes", "2048"));
        using var request = new HttpRequestMessage(HttpMethod.Post, Calls.ChatPath) { Content = new StringContent(new string(' ', 4096)) };
        request.Headers.TransferEncodingChunked = chunked;

        using var answer = await server.Admin.SendAsync(request);

        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "request_too_large"), (answer.StatusCode, (await answer.ErrorAsync()).GetProperty("code").GetString()));
    }

    [Fact]
    public async Task Ten_megabytes_of_image_reach_the_model()
    {
        using var client = await fixture.Server.CreateTenantAsync(Tenants.OpenAi(fixture.Upstream, "gpt-4o"));
        var image = $"data:image/png;base64,{Convert.ToBase64String(new byte[7_500_000])}";
        var messages = new[] { new { role = "user", content = new object[] { new { type = "text", text = "Look" }, new { type = "image_url", image_url = new { url = image } } } } };

        using var answer = await client.PostAsync(Calls.ChatPath, new { messages });

        Assert.Contains("[images: 1]", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_hundred_tools_reach_the_model()
    {
        using var client = await fixture.Server.CreateTenantAsync(Tenants.OpenAi(fixture.Upstream, "many-tool-definitions"));
        var tools = Enumerable.Range(0, 200).Select(i => new { type = "function", function = new { name = $"tool_{i}", parameters = new { type = "object" } } });

        using var answer = await client.PostAsync(Calls.ChatPath, new { messages = new[] { new { role = "user", content = "Hi" } }, tools });

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(200, fixture.Upstream.Journal.For("many-tool-definitions").Single().Json.GetProperty("tools").GetArrayLength());
    }

    [Fact]
    public async Task Members_the_host_does_not_know_reach_the_model_unchanged()
    {
        using var client = await fixture.Server.CreateTenantAsync(Tenants.OpenAi(fixture.Upstream, "passed-through"));

        using var answer = await client.PostAsync(Calls.ChatPath, """
            {"messages": [{"role": "user", "content": "Hi"}], "logit_bias": {"5": -100}, "user": "ann", "x_vendor": {"deep": [1, 2.50]}, "service_tier": "flex",
             "response_format": {"type": "json_schema", "json_schema": {"name": "n", "strict": true, "schema": {"type": "object"}}}}
            """);

        var sent = fixture.Upstream.Journal.For("passed-through").Single().Json;
        Assert.Equal("""{"deep": [1, 2.50]}""".Replace(" ", "", StringComparison.Ordinal), sent.GetProperty("x_vendor").GetRawText().Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal(("ann", "flex", -100), (sent.GetProperty("user").GetString(), sent.GetProperty("service_tier").GetString(), sent.GetProperty("logit_bias").GetProperty("5").GetInt32()));
        Assert.True(sent.GetProperty("response_format").GetProperty("json_schema").GetProperty("strict").GetBoolean());
    }

    [Fact]
    public async Task Without_a_key_nothing_is_served()
    {
        using var client = fixture.Server.Client(null);

        using var answer = await client.PostAsync(Calls.ChatPath, new { messages = new[] { new { role = "user", content = "Hi" } } });

        Assert.Equal((HttpStatusCode.Unauthorized, "invalid_api_key"), (answer.StatusCode, (await answer.ErrorAsync()).GetProperty("code").GetString()));
    }

    [Fact]
    public async Task What_the_upstream_calls_a_bad_request_comes_through_without_its_secrets()
    {
        using var client = await fixture.Server.CreateTenantAsync(Tenants.OpenAi(fixture.Upstream, "g-fault-leak"));

        using var answer = await client.PostAsync(Calls.ChatPath, new { messages = new[] { new { role = "user", content = "Hi" } } });

        var text = await answer.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.DoesNotContain(Tenants.OpenAiKey, text, StringComparison.Ordinal);
        Assert.DoesNotContain(fixture.Upstream.Address.Authority, text, StringComparison.Ordinal);
    }
}
