using System.Net;
using KernelHost.Server.Tests.Chat;

namespace KernelHost.Server.Tests.Models;

public sealed class EmbeddingsTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Path = "/v1/embeddings";

    [Fact]
    public async Task An_embedding_as_numbers()
    {
        using var client = await fixture.Server.CreateTenantAsync(Tenants.OpenAi(fixture.Upstream, "text-embedding-3-small"));

        using var answer = await client.PostAsync(Path, new { model = "text-embedding-3-small", input = "hi", dimensions = 2 });

        Assert.Matches("""
            ^\{
              "object": "list",
              "data": \[
                \{
                  "object": "embedding",
                  "index": 0,
                  "embedding": \[
                    -?0\.\d+,
                    -?0\.\d+
                  \]
                \}
              \],
              "model": "text-embedding-3-small",
              "usage": \{
                "prompt_tokens": 1,
                "total_tokens": 1
              \},
              "model_info": \{
                "requested": "text-embedding-3-small",
                "resolved": "text-embedding-3-small",
                "provider": "openai",
                "fallback_used": false,
                "fallback_reason": null
              \}
            \}$
            """, await answer.GoldenAsync());
    }

    [Theory]
    [InlineData("openai")]
    [InlineData("ollama")]
    [InlineData("embedded")]
    public async Task Base64_and_numbers_are_the_same_vectors(string provider)
    {
        using var client = await fixture.Server.CreateTenantAsync(provider switch
        {
            "openai" => Tenants.OpenAi(fixture.Upstream, "text-embedding-3-small"),
            "ollama" => Tenants.Ollama(fixture.Upstream, "nomic-embed-text:latest"),
            _ => Tenants.Embedded(),
        });

        using var numbers = await client.PostAsync(Path, new { input = new[] { "hello world", "other" } });
        using var base64 = await client.PostAsync(Path, new { input = new[] { "hello world", "other" }, encoding_format = "base64" });

        var expected = (await numbers.JsonAsync()).GetProperty("data").EnumerateArray().Select(item => item.GetProperty("embedding").EnumerateArray().Select(number => number.GetSingle()).ToArray());
        var actual = (await base64.JsonAsync()).GetProperty("data").EnumerateArray().Select(item => Floats(item.GetProperty("embedding").GetBytesFromBase64()));
        Assert.Equal(expected, actual);
    }

    [Theory]
    [InlineData("{}", "input", "'input' is missing: it must be a string, an array of strings, or tokens.")]
    [InlineData("{\"input\": []}", "input", "'input' must hold at least one string.")]
    [InlineData("{\"input\": \"\"}", "input", "'input' must not be empty.")]
    [InlineData("{\"input\": [\"a\", \"\"]}", "input[1]", "'input[1]' must not be empty.")]
    [InlineData("{\"input\": [1, 2]}", "input", "'input' holds tokens, which the server of this model cannot take: send the text itself.")]
    [InlineData("{\"input\": [[1], [2, 3]]}", "input", "'input' holds tokens")]
    [InlineData("{\"input\": [1, \"a\"]}", "input[0]", "'input[0]' must be a string, or a token in an array of tokens only")]
    [InlineData("{\"input\": [[], [1]]}", "input[0]", "'input[0]' must be a string, or an array of tokens")]
    [InlineData("{\"input\": {\"a\": 1}}", "input", "'input' must be a string, an array of strings, or tokens")]
    [InlineData("{\"input\": \"a\", \"encoding_format\": \"hex\"}", "encoding_format", "'encoding_format' must be float or base64, not 'hex'.")]
    [InlineData("{\"input\": \"a\", \"dimensions\": 0}", "dimensions", "'dimensions' must be at least 1, it is 0.")]
    public async Task A_bad_request_names_the_member(string body, string param, string message)
    {
        using var answer = await fixture.Server.Admin.PostAsync(Path, body);

        var error = await answer.ErrorAsync();
        Assert.Equal((HttpStatusCode.BadRequest, param), (answer.StatusCode, error.GetProperty("param").GetString()));
        Assert.StartsWith(message, error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_inputs_than_a_host_should_hold_are_refused()
    {
        using var answer = await fixture.Server.Admin.PostAsync(Path, new { input = Enumerable.Repeat("a", 16_385) });

        Assert.Contains("at most 16384", (await answer.ErrorAsync()).GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"model":"openai/text-embedding-3-small", "in\u0070ut": [1, 22, 333], "odd": {"a":1.50}, "user":"x-1"}""")]
    [InlineData("""{"model":"openai/text-embedding-3-small", "input": [[1, 2], [3]], "encoding_format" : "base64", "dimensions":4, "user":"x-2"}""")]
    [InlineData("""{"input": "h\u00e9", "model":"openai/text-embedding-3-small" ,"user":"x-3"}""")]
    public async Task A_request_goes_on_byte_for_byte_but_for_its_model(string body)
    {
        using var client = await fixture.Server.CreateTenantAsync(Tenants.OpenAi(fixture.Upstream, "text-embedding-3-small"));
        var user = body[body.IndexOf("x-", StringComparison.Ordinal)..][..3];

        using var answer = await client.PostTextAsync(Path, body, ("x-kernelhost-model-info", "none"));
        var call = await fixture.Upstream.Journal.WaitForAsync(one => one.Text.Contains(user, StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(body.Replace("openai/text", "text", StringComparison.Ordinal), call.Text);
    }

    [Theory]
    [InlineData("base64", "numbers")]
    [InlineData("float", "base64")]
    public async Task A_server_that_answers_in_the_other_encoding_is_put_right(string asked, string answers)
    {
        await using var upstream = await OddServer.StartAsync(answers == "base64" ? "\"AACAPwAAAEA=\"" : "[1.0, 2.0]");
        using var client = await fixture.Server.CreateTenantAsync(Setup(upstream, new { id = "text-embedding-3-small" }));

        using var answer = await client.PostAsync(Path, new { input = "hi", encoding_format = asked });
        var json = await answer.JsonAsync();
        var vector = json.GetProperty("data")[0].GetProperty("embedding");

        Assert.Equal([1f, 2f], asked == "base64" ? Floats(vector.GetBytesFromBase64()) : [.. vector.EnumerateArray().Select(number => number.GetSingle())]);
        Assert.Equal(3, json.GetProperty("usage").GetProperty("prompt_tokens").GetInt32());
    }

    [Fact]
    public async Task More_inputs_than_the_server_takes_become_several_calls_and_one_answer()
    {
        using var client = await fixture.Server.CreateTenantAsync(Tenants.OpenAi(fixture.Upstream, "many-text-embedding-dim-2"));
        var inputs = Enumerable.Range(0, 4100).Select(number => $"text {number}").ToArray();

        using var answer = await client.PostAsync(Path, new { model = "many-text-embedding-dim-2", input = inputs, encoding_format = "base64" });
        using var last = await client.PostAsync(Path, new { model = "many-text-embedding-dim-2", input = inputs[^1], encoding_format = "base64" });
        var json = await answer.JsonAsync();

        var data = json.GetProperty("data").EnumerateArray().ToArray();
        Assert.Equal(Enumerable.Range(0, 4100), data.Select(item => item.GetProperty("index").GetInt32()));
        Assert.Equal((await last.JsonAsync()).GetProperty("data")[0].GetProperty("embedding").GetString(), data[^1].GetProperty("embedding").GetString());
        Assert.Equal(8200, json.GetProperty("usage").GetProperty("prompt_tokens").GetInt32());
        Assert.Equal([2048, 2048, 4, 1], fixture.Upstream.Journal.For("many-text-embedding-dim-2").Select(call => call.Json.GetProperty("input") is { ValueKind: System.Text.Json.JsonValueKind.Array } all ? all.GetArrayLength() : 1));
    }

    [Theory]
    [InlineData(3, null)]
    [InlineData(null, 5)]
    public async Task Vectors_of_another_length_than_asked_for_or_stated_are_a_failure(int? asked, int? stated)
    {
        await using var upstream = await OddServer.StartAsync("[1.0, 2.0]");
        using var client = await fixture.Server.CreateTenantAsync(Setup(upstream, stated is null ? new { id = "text-embedding-3-small" } : new { id = "text-embedding-3-small", dimensions = stated }));

        using var answer = await client.PostAsync(Path, asked is null ? new { input = "hi" } : new { input = "hi", dimensions = asked });
        var error = await answer.ErrorAsync();

        Assert.Equal((HttpStatusCode.BadGateway, "upstream_error"), (answer.StatusCode, error.GetProperty("code").GetString()));
        Assert.Contains("2 dimensions instead of", error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("\"not base64\"")]
    [InlineData("{}")]
    public async Task What_is_no_vector_is_a_failure(string vector)
    {
        await using var upstream = await OddServer.StartAsync(vector);
        using var client = await fixture.Server.CreateTenantAsync(Setup(upstream, new { id = "text-embedding-3-small" }));

        using var answer = await client.PostAsync(Path, new { input = "hi" });

        Assert.Equal(HttpStatusCode.BadGateway, answer.StatusCode);
    }

    [Fact]
    public async Task A_chat_model_is_not_asked_for_vectors()
    {
        using var client = await fixture.Server.CreateTenantAsync(Tenants.Embedded());

        using var answer = await client.PostAsync(Path, new { model = "embedded/extractive", input = "hi" }, ("x-kernelhost-fallback", "none"));

        Assert.Equal((HttpStatusCode.BadRequest, "model_type_mismatch"), (answer.StatusCode, (await answer.ErrorAsync()).GetProperty("code").GetString()));
    }

    private static object Setup(OddServer upstream, object model) => new
    {
        is_default = true,
        global_default_model = new { provider = "other", model = "text-embedding-3-small" },
        providers = new { other = new { kind = "openai-compatible", base_url = upstream.BaseUrl, models = new[] { model } } },
        fallback = new { enabled = false },
    };

    private static float[] Floats(byte[] bytes) => [.. Enumerable.Range(0, bytes.Length / 4).Select(i => BitConverter.ToSingle(bytes, i * 4))];
}
