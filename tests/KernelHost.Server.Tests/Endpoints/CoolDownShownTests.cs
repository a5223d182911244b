using System.Text.Json;
using KernelHost.Security;
using KernelHost.Server.Tests.Chat;

namespace KernelHost.Server.Tests.Endpoints;

/// <summary>What admins see of models that calls keep away from.</summary>
public sealed class CoolDownShownTests(ClockedServer fixture) : IClassFixture<ClockedServer>
{
    private const string Status = "/api/v1/admin/model-status";

    private const string Registry = "/api/v1/admin/models?provider=openai";

    private static readonly object Hello = new { messages = new[] { new { role = "user", content = "Hello" } } };

    [Theory]
    [InlineData("429-retry-30", "rate_limited", 30, "Rate limit reached.")]
    [InlineData("429", "rate_limited", 5, "Rate limit reached.")]
    [InlineData("500", "error", 5, "the last call failed (error): The server had an error while processing the request.")]
    [InlineData("401", "error", 300, "the last call failed (auth): Incorrect API key provided.")]
    public async Task Until_when_for_every_reason(string fault, string status, int seconds, string reason)
    {
        var model = $"cool-{fault}";
        using var admin = await NewAdminAsync(model);
        fixture.Upstream.Fail(model, fault);
        await CallAsync(admin);

        var shown = (await admin.TryGetAsync(Status)).Json;

        Assert.Equal((model, status, reason), (Text(shown, "model"), Text(shown, "status"), Text(shown, "reason")));
        Assert.Equal(fixture.Clock.GetUtcNow().AddSeconds(seconds), shown.GetProperty("cooldown_until").GetDateTimeOffset());
        Assert.Equal(shown.GetProperty("cooldown_until").GetRawText(), (await RegisteredAsync(admin))[0].GetProperty("cooldown_until").GetRawText());
    }

    [Fact]
    public async Task A_cool_down_that_is_over_says_that_the_next_call_will_try_and_one_that_brings_an_answer_ends_it()
    {
        using var admin = await NewAdminAsync("cool-over");
        fixture.Upstream.Fail("cool-over", "500");
        await CallAsync(admin);
        fixture.Clock.Advance(TimeSpan.FromSeconds(5));
        var over = (await admin.TryGetAsync(Status)).Json;
        fixture.Upstream.Heal("cool-over");
        await CallAsync(admin);
        var back = (await admin.TryGetAsync(Status)).Json;

        Assert.Equal(("error", fixture.Clock.GetUtcNow()), (Text(over, "status"), over.GetProperty("cooldown_until").GetDateTimeOffset()));
        Assert.EndsWith("; the next call will try it", Text(over, "reason"), StringComparison.Ordinal);
        Assert.Equal(("active", null, JsonValueKind.Null), (Text(back, "status"), Text(back, "reason"), back.GetProperty("cooldown_until").ValueKind));
    }

    [Fact]
    public async Task A_rate_limit_that_is_over_is_none()
    {
        using var admin = await NewAdminAsync("cool-limit-over");
        fixture.Upstream.Fail("cool-limit-over", "429-retry-30");
        await CallAsync(admin);
        fixture.Clock.Advance(TimeSpan.FromSeconds(30));

        var shown = (await admin.TryGetAsync(Status)).Json;

        Assert.Equal(("active", "the last calls failed (rate_limit); the next call will try it"), (Text(shown, "status"), Text(shown, "reason")));
    }

    [Fact]
    public async Task What_ails_a_provider_shows_at_all_its_models()
    {
        using var admin = await NewAdminAsync("cool-refused", "cool-never-called");
        fixture.Upstream.Fail("cool-refused", "401");
        await CallAsync(admin);

        var shown = await RegisteredAsync(admin);
        var filtered = (await admin.TryGetAsync(Registry + "&status=unavailable")).Json.GetProperty("items").GetArrayLength();

        Assert.Equal(["cool-refused", "cool-never-called"], shown.Select(model => Text(model, "model")));
        Assert.All(shown, model => Assert.Equal(("unavailable", fixture.Clock.GetUtcNow().AddMinutes(5)), (Text(model, "status"), model.GetProperty("cooldown_until").GetDateTimeOffset())));
        Assert.Equal("a call of the provider openai failed (auth) in a way that concerns all its models", Text(shown[1], "reason"));
        Assert.Equal(2, filtered);
    }

    [Fact]
    public async Task A_stand_in_that_cools_down_stands_in_for_nobody()
    {
        using var admin = await NewAdminAsync("cool-first", "cool-second");
        fixture.Upstream.Fail("cool-first", "429-retry-30");
        fixture.Upstream.Fail("cool-second", "429-retry-10");
        await CallAsync(admin);
        var both = (await admin.TryGetAsync(Status)).Json;
        fixture.Clock.Advance(TimeSpan.FromSeconds(10));
        var one = (await admin.TryGetAsync(Status)).Json;

        Assert.Equal((true, "embedded", "extractive"), (both.GetProperty("fallback_available").GetBoolean(), Text(both, "fallback_provider"), Text(both, "fallback_model")));
        Assert.Equal("cool-second", Text(one, "fallback_model"));
    }

    [Fact]
    public async Task Another_config_ends_every_cool_down()
    {
        using var admin = await NewAdminAsync("cool-config");
        fixture.Upstream.Fail("cool-config", "401");
        await CallAsync(admin);

        await admin.TryPostAsync("/api/v1/admin/configure-fallback", new { enabled = true, revert_after = "1m" });
        var shown = (await admin.TryGetAsync(Status)).Json;

        Assert.Equal(("active", JsonValueKind.Null), (Text(shown, "status"), shown.GetProperty("cooldown_until").ValueKind));
    }

    private static async Task CallAsync(HttpClient client)
    {
        using var answer = await client.PostAsync(Calls.ChatPath, Hello);
        answer.EnsureSuccessStatusCode();
    }

    private static async Task<JsonElement[]> RegisteredAsync(HttpClient admin) => [.. (await admin.TryGetAsync(Registry)).Json.GetProperty("items").EnumerateArray()];

    private static string? Text(JsonElement shown, string member) => shown.GetProperty(member).GetString();

    private Task<HttpClient> NewAdminAsync(params string[] models) => fixture.Server.CreateTenantAsync(fixture.Setup(models), new("admin", Role.OrgAdmin));
}
