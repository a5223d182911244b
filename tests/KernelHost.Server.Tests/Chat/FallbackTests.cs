using System.Net;

namespace KernelHost.Server.Tests.Chat;

public sealed class FallbackTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private static readonly object[] Hello = [new { role = "user", content = "Hi" }];

    [Theory]
    [InlineData("h-fault-429", false, "rate_limit", "2")]
    [InlineData("h-fault-429", true, "rate_limit", "2")]
    [InlineData("h-fault-error-in-stream", true, "error", "3")]
    public async Task When_the_first_model_fails_another_answers_and_the_client_is_told(string failing, bool stream, string reason, string attempts)
    {
        using var client = await fixture.Server.CreateTenantAsync(Setup(failing));

        using var answer = await client.PostAsync(Calls.ChatPath, new { messages = Hello, stream });

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(("openai/gpt-4o", reason, attempts), (answer.Header("x-kernelhost-model"), answer.Header("x-kernelhost-fallback-reason"), answer.Header("x-kernelhost-attempts")));
        Assert.Contains($"\"fallback_used\":true,\"fallback_reason\":\"{reason}\"", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_allows_no_fallback_gets_the_first_models_error()
    {
        using var client = await fixture.Server.CreateTenantAsync(Setup("i-fault-429-retry-6"));

        using var answer = await client.PostAsync(Calls.ChatPath, new { model = "openai/i-fault-429-retry-6", messages = Hello }, ("x-kernelhost-fallback", "none"));

        Assert.Equal((HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(6)), (answer.StatusCode, answer.Headers.RetryAfter?.Delta));
        Assert.Equal("1", answer.Header("x-kernelhost-attempts"));
    }

    [Fact]
    public async Task When_nobody_can_answer_the_first_error_stands_with_the_number_of_attempts()
    {
        using var client = await fixture.Server.CreateTenantAsync(Setup("j-fault-500", "k-fault-429"));

        using var answer = await client.PostAsync(Calls.ChatPath, new { messages = Hello });

        Assert.Equal((HttpStatusCode.BadGateway, 3), (answer.StatusCode, (await answer.JsonAsync()).GetProperty("model_info").GetProperty("attempts").GetInt32()));
    }

    private object Setup(string failing, string standIn = "gpt-4o") => new
    {
        is_default = true,
        global_default_model = new { provider = "openai", model = failing },
        providers = new { openai = Tenants.OpenAiProvider(fixture.Upstream, Tenants.OpenAiKey, failing, standIn) },
        fallback = new { enabled = true, models = new[] { new { provider = "openai", model = standIn } } },
    };
}
