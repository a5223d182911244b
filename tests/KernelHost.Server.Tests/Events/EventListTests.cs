using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using KernelHost.Security;
using KernelHost.Server.Tests.Chat;

namespace KernelHost.Server.Tests.Events;

public sealed partial class EventListTests(ClockedServer fixture) : IClassFixture<ClockedServer>
{
    public const string Path = "/api/v1/admin/events";

    private static readonly object Hello = new { messages = new[] { new { role = "user", content = "Hello" } } };

    [Fact]
    public async Task A_fallback_and_the_cool_down_behind_it_as_they_are_sent()
    {
        using var admin = await NewAdminAsync("ev-limited");
        fixture.Upstream.Fail("ev-limited", "429-retry-30");
        await CallAsync(admin);
        await CallAsync(admin);

        var answer = await admin.TryGetAsync(Path);

        Assert.Equal(
            """
            {"items":[{"id":2,"time":"T","kind":"fallback.used","actor":null,"subject":"openai/ev-limited","data":{"setup":"default","from":"openai/ev-limited","to":"embedded/extractive","reason":"cooldown","rehearsed":false,"count":1,"last_time":"T"}},{"id":1,"time":"T","kind":"fallback.used","actor":null,"subject":"openai/ev-limited","data":{"setup":"default","from":"openai/ev-limited","to":"embedded/extractive","reason":"rate_limit","rehearsed":false,"count":1,"last_time":"T"}},{"id":0,"time":"T","kind":"model.cooled_down","actor":null,"subject":"openai/ev-limited","data":{"setup":"default","provider":"openai","model":"ev-limited","reason":"rate_limit","message":"Rate limit reached.","until":"T","count":1,"last_time":"T"}}],"next_cursor":null,"since":"T","counts":{"fallback.used":2,"model.cooled_down":1,"model.returned":0,"model.switched":0,"model.override_ended":0,"key.refused":0,"plugin.loaded":0,"plugin.rejected":0,"plugin.unloaded":0}}
            """,
            Masked(answer.Text));
    }

    [Fact]
    public async Task Calls_that_fall_back_for_the_same_reason_are_one_event_for_ten_seconds()
    {
        using var admin = await NewAdminAsync("ev-many");
        fixture.Upstream.Fail("ev-many", "429-retry-30");
        for (var i = 0; i < 6; i++)
            await CallAsync(admin);
        fixture.Clock.Advance(TimeSpan.FromSeconds(10));
        await CallAsync(admin);

        var found = await ListAsync(admin, "?kind=fallback.used");

        Assert.Equal([(1, "cooldown"), (5, "cooldown"), (1, "rate_limit")], found.Select(one => (one.GetProperty("data").GetProperty("count").GetInt32(), Data(one, "reason"))));
    }

    [Fact]
    public async Task A_refused_key_and_a_return_are_events()
    {
        using var admin = await NewAdminAsync("ev-refused");
        fixture.Upstream.Fail("ev-refused", "401");
        await CallAsync(admin);
        fixture.Upstream.Heal("ev-refused");
        fixture.Clock.Advance(TimeSpan.FromMinutes(5));
        await CallAsync(admin);

        var found = await ListAsync(admin);

        Assert.Equal(
            [("model.returned", "openai"), ("fallback.used", "openai/ev-refused"), ("key.refused", "openai"), ("model.cooled_down", "openai")],
            found.Select(one => (Kind(one), Subject(one))));
        Assert.DoesNotContain(Tenants.OpenAiKey, string.Join('\n', found), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_switch_says_who_made_it_and_what_was_before()
    {
        using var admin = await NewAdminAsync("ev-before");
        await admin.TryPostAsync("/api/v1/admin/switch-model", new { provider = "embedded", model = "extractive", persist = false });
        await admin.TryPostAsync("/api/v1/admin/switch-model", new { provider = "embedded", model = "extractive", role = "small-fast" });
        await admin.TryPostAsync("/api/v1/admin/configure-fallback", new { enabled = true, primary = "openai/ev-before" });

        var found = await ListAsync(admin);

        Assert.Equal(
            [
                """model.override_ended null default {"setup":"default","role":"default","previous_model":"embedded/extractive","current_model":"openai/ev-before"}""",
                """model.switched org-admin small-fast {"setup":"default","role":"small-fast","previous_model":null,"current_model":"embedded/extractive","persisted":true}""",
                """model.switched org-admin default {"setup":"default","role":"default","previous_model":"openai/ev-before","current_model":"embedded/extractive","persisted":false}""",
            ],
            found.Select(one => $"{Kind(one)} {ActorsRole(one)} {Subject(one)} {one.GetProperty("data").GetRawText()}"));
    }

    [Theory]
    [InlineData("?kind=model.*", 1)]
    [InlineData("?kind=fallback.used", 2)]
    [InlineData("?kind=key.refused", 0)]
    [InlineData("?setup=default", 3)]
    [InlineData("?setup=other", 0)]
    [InlineData("?since=2020-01-01T00:00:00Z", 3)]
    [InlineData("?since=2100-01-01T00:00:00Z", 0)]
    [InlineData("?limit=1", 1)]
    public async Task It_is_narrowed_down(string query, int expected)
    {
        using var admin = await NewAdminAsync("ev-narrow");
        fixture.Upstream.Fail("ev-narrow", "429-retry-30");
        await CallAsync(admin);
        await CallAsync(admin);

        Assert.Equal(expected, (await ListAsync(admin, query)).Length);
    }

    [Fact]
    public async Task Pages_go_on_where_the_last_one_ended_though_more_has_happened()
    {
        using var admin = await NewAdminAsync("ev-pages");
        fixture.Upstream.Fail("ev-pages", "429-retry-30");
        await CallAsync(admin);
        await CallAsync(admin);
        var first = (await admin.TryGetAsync($"{Path}?limit=1")).Json;
        await admin.TryPostAsync("/api/v1/admin/switch-model", new { provider = "embedded", model = "extractive" });

        var rest = await ListAsync(admin, $"?limit=2&cursor={first.GetProperty("next_cursor").GetString()}");

        Assert.Equal(["rate_limit", "rate_limit"], rest.Select(one => Data(one, "reason")));
    }

    [Theory]
    [InlineData("?kind=model", "kind")]
    [InlineData("?kind=nothing.*", "kind")]
    [InlineData("?since=yesterday", "since")]
    [InlineData("?limit=0", "limit")]
    [InlineData("?cursor=YWJj", "cursor")]
    public async Task A_bad_parameter_is_refused_by_name(string query, string parameter)
    {
        using var admin = await NewAdminAsync("ev-bad");

        Assert.Equal(parameter, (await admin.TryGetAsync(Path + query)).Json.GetProperty("errors")[0].GetProperty("path").GetString());
    }

    [Fact]
    public async Task Another_organisations_events_are_never_seen()
    {
        var (slug, key) = await fixture.Server.CreateTenantKeyAsync(fixture.Setup("ev-own"), new("admin", Role.OrgAdmin));
        using var admin = fixture.Server.Client(key);
        using var other = await NewAdminAsync("ev-own");
        using var system = fixture.Server.Client(KernelHostServer.AdminKey, slug);
        fixture.Upstream.Fail("ev-own", "429-retry-30");
        await CallAsync(admin);

        using var picked = fixture.Server.Client(key, "system");
        var foreign = (await other.TryGetAsync(Path)).Json;

        Assert.Equal(2, (await ListAsync(admin)).Length);
        Assert.Equal(2, (await ListAsync(system)).Length);
        Assert.Empty(foreign.GetProperty("items").EnumerateArray());
        Assert.All(foreign.GetProperty("counts").EnumerateObject(), count => Assert.Equal(0, count.Value.GetInt32()));
        Assert.Equal(HttpStatusCode.NotFound, (await picked.TryGetAsync(Path)).Status);
    }

    [Fact]
    public async Task A_key_for_one_setup_sees_that_ones_events()
    {
        var (slug, key) = await fixture.Server.CreateTenantKeyAsync(fixture.Setup("ev-setup"), new("admin", Role.OrgAdmin));
        using var admin = fixture.Server.Client(key);
        using var bound = fixture.Server.Client(await fixture.Server.CreateKeyAsync(slug, new("bound", Role.OrgAdmin) { Setup = "other" }));
        fixture.Upstream.Fail("ev-setup", "429-retry-30");
        await CallAsync(admin);

        Assert.Empty(await ListAsync(bound));
        Assert.Equal("setup_not_allowed", (await bound.TryGetAsync($"{Path}?setup=default")).Code);
    }

    [Fact]
    public async Task A_member_does_not_see_them()
    {
        using var member = await fixture.Server.CreateTenantAsync(fixture.Setup("ev-member"));

        Assert.Equal(HttpStatusCode.Forbidden, (await member.TryGetAsync(Path)).Status);
    }

    [Fact]
    public async Task A_deleted_organisation_leaves_none_behind()
    {
        var (slug, key) = await fixture.Server.CreateTenantKeyAsync(fixture.Setup("ev-deleted"), new("admin", Role.OrgAdmin));
        using var admin = fixture.Server.Client(key);
        fixture.Upstream.Fail("ev-deleted", "429-retry-30");
        await CallAsync(admin);
        var before = (await ListAsync(admin)).Length;
        await fixture.Server.Admin.TryDeleteAsync($"/api/v1/organizations/{slug}");
        await fixture.Server.Admin.TryPatchAsync($"/api/v1/organizations/{slug}", new { status = "active" });

        Assert.Equal((2, 0), (before, (await ListAsync(admin)).Length));
    }

    private static async Task CallAsync(HttpClient client)
    {
        using var answer = await client.PostAsync(Calls.ChatPath, Hello);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    private static async Task<JsonElement[]> ListAsync(HttpClient client, string query = "") => [.. (await client.TryGetAsync(Path + query)).Json.GetProperty("items").EnumerateArray()];

    private static string? Kind(JsonElement one) => one.GetProperty("kind").GetString();

    private static string? Subject(JsonElement one) => one.GetProperty("subject").GetString();

    private static string? Data(JsonElement one, string member) => one.GetProperty("data").GetProperty(member).GetString();

    private static string? ActorsRole(JsonElement one) => one.GetProperty("actor") is { ValueKind: JsonValueKind.Object } actor ? actor.GetProperty("role").GetString() : "null";

    /// <summary>Times are T; ids are counted from the least one.</summary>
    private static string Masked(string text)
    {
        var least = Id().Matches(text).Min(match => long.Parse(match.Groups[1].Value));
        return Time().Replace(Id().Replace(text, match => $"\"id\":{long.Parse(match.Groups[1].Value) - least}"), "\"T\"");
    }

    private Task<HttpClient> NewAdminAsync(string model) => fixture.Server.CreateTenantAsync(fixture.Setup(model), new("admin", Role.OrgAdmin));

    [GeneratedRegex("\"id\":(\\d+)")]
    private static partial Regex Id();

    [GeneratedRegex("\"\\d{4}-[^\"]+Z\"")]
    private static partial Regex Time();
}
