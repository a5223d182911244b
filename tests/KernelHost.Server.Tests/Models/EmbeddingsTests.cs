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
    [InlineData("{}", "input", "'input' is missing: it must be a string or an array of strings.")]
    [InlineData("{\"input\": []}", "input", "'input' must hold at least one string.")]
    [InlineData("{\"input\": \"\"}", "input", "'input' must not be empty.")]
    [InlineData("{\"input\": [\"a\", \"\"]}", "input[1]", "'input[1]' must not be empty.")]
    [InlineData("{\"input\": [1, 2]}", "input[0]", "'input[0]' must be a string: this host does not take token arrays yet.")]
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
    public async Task More_inputs_than_OpenAI_takes_are_refused()
    {
        using var answer = await fixture.Server.Admin.PostAsync(Path, new { input = Enumerable.Repeat("a", 2049) });

        Assert.Contains("at most 2048", (await answer.ErrorAsync()).GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chat_model_is_not_asked_for_vectors()
    {
        using var client = await fixture.Server.CreateTenantAsync(Tenants.Embedded());

        using var answer = await client.PostAsync(Path, new { model = "embedded/extractive", input = "hi" }, ("x-kernelhost-fallback", "none"));

        Assert.Equal((HttpStatusCode.BadRequest, "model_type_mismatch"), (answer.StatusCode, (await answer.ErrorAsync()).GetProperty("code").GetString()));
    }

    private static float[] Floats(byte[] bytes) => [.. Enumerable.Range(0, bytes.Length / 4).Select(i => BitConverter.ToSingle(bytes, i * 4))];
}
