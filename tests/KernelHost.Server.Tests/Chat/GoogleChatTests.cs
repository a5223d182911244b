using System.Net;

namespace KernelHost.Server.Tests.Chat;

/// <summary>Google is reached at its OpenAI-compatible endpoint: what is its own there passes through, and its errors are understood.</summary>
public sealed class GoogleChatTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private static readonly object[] Hello = [new { role = "user", content = "Hi" }];

    [Fact]
    public async Task Thinking_and_caching_pass_through()
    {
        using var client = await fixture.Server.CreateTenantAsync(Setup("gemini-2.5-flash"));
        const string Extra = """{"google":{"thinking_config":{"include_thoughts":true,"thinking_budget":-1},"cached_content":"cachedContents/1"}}""";

        using var answer = await client.PostAsync(Calls.ChatPath, "{\"messages\": [{\"role\": \"user\", \"content\": \"Hi\"}], \"reasoning_effort\": \"low\", \"extra_body\": " + Extra + "}");

        var sent = fixture.Upstream.Journal.For("gemini-2.5-flash").Single();
        Assert.Equal((HttpStatusCode.OK, "google/gemini-2.5-flash", null), (answer.StatusCode, answer.Header("x-kernelhost-model"), answer.Header("x-kernelhost-dropped-params")));
        Assert.Equal((Extra, "low"), (sent.Json.GetProperty("extra_body").GetRawText(), sent.Json.GetProperty("reasoning_effort").GetString()));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_error_in_an_array_is_one(bool stream)
    {
        using var client = await fixture.Server.CreateTenantAsync(Setup("gemini-fault-google-429"));

        using var answer = await client.PostAsync(Calls.ChatPath, new { messages = Hello, stream });

        Assert.Equal((HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(7)), (answer.StatusCode, answer.Headers.RetryAfter?.Delta));
        Assert.Equal("You exceeded your current quota.", (await answer.ErrorAsync()).GetProperty("message").GetString());
    }

    private object Setup(string model) => new
    {
        is_default = true,
        global_default_model = new { provider = "google", model },
        providers = new { google = new { base_url = fixture.Upstream.BaseUrls.OpenAi, api_key = "AIza-secret", models = new[] { model } } },
        fallback = new { enabled = false },
    };
}
