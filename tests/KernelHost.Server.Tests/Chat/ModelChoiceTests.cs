using System.Net;
using KernelHost.Security;

namespace KernelHost.Server.Tests.Chat;

/// <summary>What a client writes in "model" and in headers, and what it is told of the answer's model.</summary>
public sealed class ModelChoiceTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private static readonly object[] Hello = [new { role = "user", content = "Hi" }];

    [Fact]
    public async Task Headers_tell_which_model_answered_and_why()
    {
        using var client = await fixture.Server.CreateTenantAsync(Tenants.OpenAi(fixture.Upstream, "gpt-4o"));

        using var answer = await client.PostAsync(Calls.ChatPath, new { model = "gpt-5", messages = Hello });

        Assert.Equal("gpt-5", answer.Header("x-kernelhost-requested-model"));
        Assert.Equal("openai/gpt-4o", answer.Header("x-kernelhost-model"));
        Assert.Equal("requested_model_not_found", answer.Header("x-kernelhost-fallback-reason"));
        Assert.Equal("1", answer.Header("x-kernelhost-attempts"));
        Assert.NotEmpty(answer.Header("x-request-id")!);
        Assert.True((await answer.JsonAsync()).GetProperty("model_info").GetProperty("fallback_used").GetBoolean());
    }

    [Fact]
    public async Task Without_a_fallback_no_reason_is_given()
    {
        using var client = await fixture.Server.CreateTenantAsync(Tenants.OpenAi(fixture.Upstream, "gpt-4o"));

        using var answer = await client.PostAsync(Calls.ChatPath, new { model = "openai/gpt-4o", messages = Hello });

        Assert.Null(answer.Header("x-kernelhost-fallback-reason"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_client_that_wants_no_model_info_gets_a_plain_body(bool stream)
    {
        using var client = await fixture.Server.CreateTenantAsync(Tenants.OpenAi(fixture.Upstream, "gpt-4o"));

        using var answer = await client.PostAsync(Calls.ChatPath, new { messages = Hello, stream }, ("x-kernelhost-model-info", "none"));

        Assert.DoesNotContain("model_info", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("openai/gpt-4o", answer.Header("x-kernelhost-model"));
    }

    [Fact]
    public async Task A_client_that_allows_no_fallback_gets_an_error_with_suggestions()
    {
        using var client = await fixture.Server.CreateTenantAsync(Tenants.OpenAi(fixture.Upstream, "gpt-4o"));

        using var answer = await client.PostAsync(Calls.ChatPath, new { model = "gpt-4O", messages = Hello }, ("x-kernelhost-fallback", "none"));

        var error = await answer.ErrorAsync();
        Assert.Equal((HttpStatusCode.NotFound, "model_not_found", "model"), (answer.StatusCode, error.GetProperty("code").GetString(), error.GetProperty("param").GetString()));
        Assert.Contains("gpt-4o", error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x-kernelhost-fallback")]
    [InlineData("x-kernelhost-model-info")]
    public async Task A_header_takes_no_other_value_than_none(string header)
    {
        using var client = await fixture.Server.CreateTenantAsync(Tenants.OpenAi(fixture.Upstream, "gpt-4o"));

        using var answer = await client.PostAsync(Calls.ChatPath, new { messages = Hello }, (header, "off"));

        Assert.Equal((HttpStatusCode.BadRequest, header), (answer.StatusCode, (await answer.ErrorAsync()).GetProperty("param").GetString()));
    }

    [Fact]
    public async Task A_key_that_may_use_one_model_gets_no_other()
    {
        var key = new NewApiKey("narrow", Role.Member) { Models = ["openai/gpt-4o-mini"] };
        using var client = await fixture.Server.CreateTenantAsync(Tenants.OpenAi(fixture.Upstream, "gpt-4o", "gpt-4o-mini"), key);

        using var refused = await client.PostAsync(Calls.ChatPath, new { model = "openai/gpt-4o", messages = Hello });
        using var served = await client.PostAsync(Calls.ChatPath, new { model = "openai/gpt-4o-mini", messages = Hello });

        Assert.Equal((HttpStatusCode.Forbidden, "model_not_allowed"), (refused.StatusCode, (await refused.ErrorAsync()).GetProperty("code").GetString()));
        Assert.Equal("openai/gpt-4o-mini", served.Header("x-kernelhost-model"));
    }

    [Fact]
    public async Task A_chat_front_ends_task_goes_to_the_small_fast_model()
    {
        using var client = await fixture.Server.CreateTenantAsync(Tenants.Embedded());

        using var answer = await client.PostAsync(Calls.ChatPath, new { model = "embedded/extractive", messages = Hello, metadata = new { task = "title_generation" } });

        Assert.Equal("embedded/extractive-mini", answer.Header("x-kernelhost-model"));
    }

    [Fact]
    public async Task A_model_name_no_header_can_carry_does_no_harm()
    {
        using var client = await fixture.Server.CreateTenantAsync(Tenants.Embedded());

        using var answer = await client.PostAsync(Calls.ChatPath, new { model = "gpt\r\nx-evil: 1 ü", messages = Hello });

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Null(answer.Header("x-evil"));
        Assert.Equal("gpt%0D%0Ax-evil%3A%201%20%C3%BC", answer.Header("x-kernelhost-requested-model"));
    }

    [Fact]
    public async Task A_project_address_picks_the_setup()
    {
        var (slug, key) = await fixture.Server.CreateTenantKeyAsync(Tenants.Embedded());
        var (otherSlug, _) = await fixture.Server.CreateTenantKeyAsync(Tenants.Embedded());
        using var client = fixture.Server.Client(key);

        using var own = await client.PostAsync($"/v1/projects/{slug}/default/chat/completions", new { messages = Hello });
        using var noSetup = await client.PostAsync($"/v1/projects/{slug}/nowhere/chat/completions", new { messages = Hello });
        using var other = await client.PostAsync($"/v1/projects/{otherSlug}/default/chat/completions", new { messages = Hello });

        Assert.Equal(HttpStatusCode.OK, own.StatusCode);
        Assert.Equal("setup_not_found", (await noSetup.ErrorAsync()).GetProperty("code").GetString());
        Assert.Equal((HttpStatusCode.NotFound, "organization_not_found"), (other.StatusCode, (await other.ErrorAsync()).GetProperty("code").GetString()));
    }
}
