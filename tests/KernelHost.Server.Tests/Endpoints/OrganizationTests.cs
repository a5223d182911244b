using System.Net;
using System.Text;
using System.Text.RegularExpressions;

namespace KernelHost.Server.Tests.Endpoints;

public sealed class OrganizationTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Path = "/api/v1/organizations";

    private readonly HttpClient _admin = fixture.Server.Admin;

    [Fact]
    public async Task A_new_organisation_has_an_address_and_the_system_baseline()
    {
        var created = await _admin.TryPostAsync(Path, new { slug = "acme", name = "Acme" });

        var config = await _admin.TryGetAsync($"{Path}/acme/config");
        Assert.Equal(HttpStatusCode.Created, created.Status);
        Assert.Equal($"{Path}/acme", created.Headers.Location?.OriginalString);
        Assert.Equal("active", created.Json.GetProperty("status").GetString());
        Assert.Equal("extractive", config.Json.GetProperty("setups").GetProperty("default").GetProperty("global_default_model").GetProperty("model").GetString());
    }

    [Fact]
    public async Task It_can_be_renamed_suspended_and_resumed()
    {
        await _admin.TryPostAsync(Path, new { slug = "changing", name = "Before" });

        var suspended = await _admin.TryPatchAsync($"{Path}/changing", new { name = "After", status = "suspended" });
        var resumed = await _admin.TryPatchAsync($"{Path}/changing", new { status = "active" });

        Assert.Equal(("After", "suspended"), (suspended.Json.GetProperty("name").GetString(), suspended.Json.GetProperty("status").GetString()));
        Assert.Equal(("After", "active"), (resumed.Json.GetProperty("name").GetString(), resumed.Json.GetProperty("status").GetString()));
    }

    [Fact]
    public async Task A_deleted_one_is_gone_and_its_slug_is_free_once_it_is_purged()
    {
        await _admin.TryPostAsync(Path, new { slug = "leaving", name = "Leaving" });

        Assert.Equal(HttpStatusCode.NoContent, (await _admin.TryDeleteAsync($"{Path}/leaving")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await _admin.TryGetAsync($"{Path}/leaving")).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await _admin.TryPostAsync(Path, new { slug = "leaving", name = "Again" })).Status);
        Assert.Equal(HttpStatusCode.NoContent, (await _admin.TryDeleteAsync($"{Path}/leaving?purge=true")).Status);
        Assert.Equal(HttpStatusCode.Created, (await _admin.TryPostAsync(Path, new { slug = "leaving", name = "Again" })).Status);
    }

    [Fact]
    public async Task Lists_come_in_pages()
    {
        foreach (var slug in new[] { "paged-1", "paged-2", "paged-3" })
        {
            await _admin.TryPostAsync(Path, new { slug, name = slug });
        }

        var first = await _admin.TryGetAsync($"{Path}?limit=2&search=paged-");
        var second = await _admin.TryGetAsync($"{Path}?limit=2&search=paged-&cursor={first.Json.GetProperty("next_cursor").GetString()}");

        Assert.Equal(2, first.Json.GetProperty("items").GetArrayLength());
        Assert.Equal("paged-3", Assert.Single(second.Json.GetProperty("items").EnumerateArray()).GetProperty("slug").GetString());
        Assert.Equal("null", second.Json.GetProperty("next_cursor").GetRawText());
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=201", "limit")]
    [InlineData("limit=many", "limit")]
    [InlineData("cursor=*", "cursor")]
    [InlineData("status=gone", "status")]
    public async Task A_bad_page_is_refused_by_name(string query, string parameter)
    {
        var answer = await _admin.TryGetAsync($"{Path}?{query}");

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_parameter"), (answer.Status, answer.Code));
        Assert.Equal(parameter, answer.Json.GetProperty("errors")[0].GetProperty("path").GetString());
    }

    [Theory]
    [InlineData("""{"slug":"Acme","name":"x"}""", 422, "invalid_slug", "$.slug")]
    [InlineData("""{"slug":"a--b","name":"x"}""", 422, "invalid_slug", "$.slug")]
    [InlineData("""{"slug":"","name":"x"}""", 422, "invalid_slug", "$.slug")]
    [InlineData("""{"slug":"bad-name","name":" "}""", 422, "invalid_name", "$.name")]
    [InlineData("""{"slug":"bad-name","name":"a\u0000b"}""", 422, "invalid_name", "$.name")]
    [InlineData("""{"slug":"bad-name","name":"two\nlines"}""", 422, "invalid_name", "$.name")]
    [InlineData("""{"slug":"no-name"}""", 422, "required", "$.name")]
    [InlineData("""{"name":"no slug"}""", 422, "required", "$.slug")]
    [InlineData("""{"slug":"system","name":"x"}""", 409, "slug_taken", "$.slug")]
    [InlineData("""{"slug":7,"name":"x"}""", 400, "wrong_type", "$.slug")]
    [InlineData("""{"slug":"bad-member","nmae":"x"}""", 400, "unknown_member", "$.nmae")]
    [InlineData("""["acme"]""", 400, "wrong_type", "$")]
    public async Task A_bad_organisation_is_refused_with_the_member_named(string body, int status, string code, string path)
    {
        var answer = await _admin.TryPostAsync(Path, body);

        Assert.Equal((status, code), ((int)answer.Status, answer.Code));
        Assert.Equal(path, answer.Json.GetProperty("errors")[0].GetProperty("path").GetString());
        Assert.DoesNotContain("System.", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("NewOrganization", answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{\"slug\":}")]
    [InlineData("not json")]
    public async Task A_body_that_is_not_JSON_is_refused(string body)
    {
        var answer = await _admin.TryPostAsync(Path, body);

        Assert.Equal((HttpStatusCode.BadRequest, "malformed_json"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task A_body_that_is_not_UTF8_is_refused()
    {
        var answer = await _admin.TryPostAsync(Path, Encoding.Latin1.GetBytes("""{"slug":"latin","name":"Universität"}"""));

        Assert.Equal((HttpStatusCode.BadRequest, "not_utf8"), (answer.Status, answer.Code));
        Assert.Equal("$.name", answer.Json.GetProperty("errors")[0].GetProperty("path").GetString());
        Assert.Equal(HttpStatusCode.NotFound, (await _admin.TryGetAsync($"{Path}/latin")).Status);
    }

    [Fact]
    public async Task A_bad_first_config_lists_every_error_and_nothing_is_stored()
    {
        var config = new { setups = new { @default = new { providers = new { wrong = new { }, openai = new { base_url = "nowhere" } } } } };

        var answer = await _admin.TryPostAsync(Path, new { slug = "misconfigured", name = "x", config });

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "invalid_config"), (answer.Status, answer.Code));
        Assert.Equal(2, answer.Json.GetProperty("errors").GetArrayLength());
        Assert.Equal(HttpStatusCode.NotFound, (await _admin.TryGetAsync($"{Path}/misconfigured")).Status);
    }

    [Fact]
    public async Task A_body_of_another_type_is_refused_with_the_type_that_is_taken()
    {
        using var form = new FormUrlEncodedContent([new("slug", "form")]);

        using var answer = await _admin.PostAsync(new Uri(Path, UriKind.Relative), form);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
        Assert.Contains("application/json", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "kept-1,kept-2")]
    [InlineData("&status=active", "kept-1")]
    [InlineData("&status=suspended", "kept-2")]
    [InlineData("&status=deleted", "kept-3")]
    [InlineData("&status=all", "kept-1,kept-2,kept-3")]
    public async Task A_list_shows_those_that_are_not_deleted_or_those_of_one_status(string query, string expected)
    {
        foreach (var slug in new[] { "kept-1", "kept-2", "kept-3" })
        {
            await _admin.TryPostAsync(Path, new { slug, name = slug });
        }

        await _admin.TryPatchAsync($"{Path}/kept-2", new { status = "suspended" });
        await _admin.TryDeleteAsync($"{Path}/kept-3");

        var items = (await _admin.TryGetAsync($"{Path}?search=kept-{query}")).Json.GetProperty("items");

        Assert.Equal(expected, string.Join(',', items.EnumerateArray().Select(one => one.GetProperty("slug").GetString())));
        Assert.All(items.EnumerateArray(), one => Assert.Equal(one.GetProperty("status").GetString() == "deleted", one.TryGetProperty("purge_at", out _)));
    }

    [Fact]
    public async Task A_deleted_one_says_until_when_it_can_come_back_and_comes_back()
    {
        await _admin.TryPostAsync(Path, new { slug = "returning", name = "Returning" });
        await _admin.TryDeleteAsync($"{Path}/returning");

        var deleted = (await _admin.TryGetAsync($"{Path}?search=returning&status=deleted")).Json.GetProperty("items")[0];
        var back = await _admin.TryPatchAsync($"{Path}/returning", new { status = "active" });

        Assert.Equal(TimeSpan.FromDays(30), deleted.GetProperty("purge_at").GetDateTime() - deleted.GetProperty("deleted_at").GetDateTime());
        Assert.Equal((HttpStatusCode.OK, "active"), (back.Status, back.Json.GetProperty("status").GetString()));
        Assert.False(back.Json.TryGetProperty("purge_at", out _));
    }

    [Fact]
    public async Task An_organisation_as_it_is_sent()
    {
        var created = await _admin.TryPostAsync(Path, new { slug = "golden", name = "  Golden  " });
        await _admin.TryDeleteAsync($"{Path}/golden");
        var deleted = await _admin.TryGetAsync($"{Path}?search=golden&status=deleted");

        Assert.Equal("""{"slug":"golden","name":"Golden","is_system":false,"status":"active","version":1,"created_at":"T","updated_at":"T","warnings":[]}""", WithoutTimes(created.Text));
        Assert.Equal(
            """{"items":[{"slug":"golden","name":"Golden","is_system":false,"status":"deleted","version":1,"created_at":"T","updated_at":"T","deleted_at":"T","purge_at":"T"}],"next_cursor":null}""",
            WithoutTimes(deleted.Text));
    }

    private static string WithoutTimes(string text) => Regex.Replace(text, "\"\\d{4}-[^\"]+Z\"", "\"T\"");

    [Fact]
    public async Task The_system_organisation_stays()
    {
        var deleted = await _admin.TryDeleteAsync($"{Path}/system");
        var suspended = await _admin.TryPatchAsync($"{Path}/system", new { status = "suspended" });
        var purged = await _admin.TryDeleteAsync($"{Path}/system?purge=true");

        Assert.Equal((HttpStatusCode.Conflict, "system_organization"), (deleted.Status, deleted.Code));
        Assert.Equal((HttpStatusCode.Conflict, "system_organization"), (suspended.Status, suspended.Code));
        Assert.Equal((HttpStatusCode.Conflict, "system_organization"), (purged.Status, purged.Code));
    }

    [Fact]
    public async Task An_unknown_organisation_is_not_there()
    {
        var answers = new[] { await _admin.TryGetAsync($"{Path}/no-such"), await _admin.TryPatchAsync($"{Path}/no-such", new { name = "x" }), await _admin.TryDeleteAsync($"{Path}/no-such") };

        Assert.All(answers, answer => Assert.Equal((HttpStatusCode.NotFound, "organization_not_found"), (answer.Status, answer.Code)));
    }

    [Fact]
    public async Task An_unknown_status_is_refused() =>
        Assert.Equal("invalid_status", (await _admin.TryPatchAsync($"{Path}/system", new { status = "deleted" })).Code);
}
