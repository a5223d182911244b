using System.Net;
using System.Text.Json;
using KernelHost.Security;
using static KernelHost.Server.Tests.Rubrics.RubricTexts;

namespace KernelHost.Server.Tests.Rubrics;

public sealed class RubricTests(ServerFixture fixture) : IClassFixture<ServerFixture>, IAsyncLifetime
{
    private readonly KernelHostServer _server = fixture.Server;
    private string _slug = "";
    private HttpClient _admin = null!;
    private HttpClient _member = null!;

    public async Task InitializeAsync()
    {
        (_slug, var key) = await _server.CreateTenantKeyAsync(Tenants.Embedded(), new("admin", Role.OrgAdmin) { Subject = "ann" });
        (_admin, _member) = (_server.Client(key), await ClientAsync("bob", Role.Member));
    }

    public Task DisposeAsync()
    {
        _admin.Dispose();
        _member.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task A_rubric_is_kept_in_lambs_shape()
    {
        var made = await _admin.TryPostAsync(Url, Essay);

        Assert.Equal(HttpStatusCode.Created, made.Status);
        var id = made.Json.GetProperty("rubricId").GetString();
        Assert.Equal($"{Url}/{id}", made.Headers.Location?.ToString());
        Assert.Equal(("\"1\"", "organization", "ann"), (made.ETag, made.Json.GetProperty("visibility").GetString(), made.Json.GetProperty("owner").GetString()));
        var read = await _member.TryGetAsync($"{Url}/{id}");
        Assert.Equal(made.Text, read.Text);
        var level = read.Json.GetProperty("criteria")[0].GetProperty("levels")[1];
        Assert.Equal(("level-2", "Fair"), (level.GetProperty("id").GetString(), level.GetProperty("label").GetString()));
        Assert.True(read.Json.GetProperty("metadata").GetProperty("createdAt").TryGetDateTimeOffset(out _));
    }

    [Fact]
    public async Task What_was_read_can_be_changed_and_written_back()
    {
        var read = await _admin.TryGetAsync($"{Url}/{await _admin.KeepAsync()}");
        var path = $"{Url}/{read.Json.GetProperty("id").GetString()}";

        var written = await _admin.TryPutAsync(path, Change(rubric => (rubric["title"], rubric["visibility"]) = ("Report", "private"), read.Text), read.ETag);
        var lost = await _admin.TryPutAsync(path, read.Text, read.ETag);

        Assert.Equal((HttpStatusCode.OK, "\"2\"", "Report"), (written.Status, written.ETag, written.Json.GetProperty("title").GetString()));
        Assert.Equal(read.Json.GetProperty("metadata").GetProperty("createdAt").GetString(), written.Json.GetProperty("metadata").GetProperty("createdAt").GetString());
        Assert.Equal((HttpStatusCode.PreconditionFailed, "lost_update"), (lost.Status, lost.Code));
        Assert.Equal(HttpStatusCode.OK, (await _admin.TryPutAsync(path, read.Text)).Status);
    }

    [Fact]
    public async Task One_of_many_changes_at_once_wins()
    {
        var read = await _admin.TryGetAsync($"{Url}/{await _admin.KeepAsync()}");

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _admin.TryPutAsync($"{Url}/{read.Json.GetProperty("id").GetString()}", read.Text, read.ETag)));

        Assert.Single(answers, answer => answer.Status == HttpStatusCode.OK);
        Assert.All(answers.Where(answer => answer.Status != HttpStatusCode.OK), answer => Assert.Equal("lost_update", answer.Code));
    }

    public static TheoryData<string, string, string> Wrong() => new()
    {
        { Change(rubric => rubric.AsObject().Remove("criteria")), "$.criteria", "required" },
        { Change(rubric => rubric["criteria"]![1]!.AsObject().Remove("levels")), "$.criteria[1].levels", "required" },
        { Change(rubric => rubric["criteria"]![0]!["levels"]![0]!["colour"] = "red"), "$.criteria[0].levels[0].colour", "unknown_member" },
        { Change(rubric => rubric["titel"] = "x"), "$.titel", "unknown_member" },
        { Change(rubric => rubric["maxScore"] = "ten"), "$.maxScore", "wrong_type" },
        { Change(rubric => rubric["criteria"] = "none"), "$.criteria", "wrong_type" },
        { Change(rubric => rubric["criteria"]![0] = "none"), "$.criteria[0]", "wrong_type" },
        { Change(rubric => rubric["title"] = null), "$.title", "wrong_type" },
        { Change(rubric => rubric["title"] = " "), "$.title", "invalid_rubric" },
        { Change(rubric => rubric["criteria"]![0]!["weight"] = 50), "$.criteria", "invalid_rubric" },
        { Change(rubric => rubric["criteria"]![1]!["name"] = ""), "$.criteria[1].name", "invalid_rubric" },
        { Change(rubric => rubric["criteria"]![1] = null), "$.criteria", "invalid_rubric" },
        { Change(rubric => rubric["visibility"] = "secret"), "$.visibility", "invalid_visibility" },
        { "[]", "$", "wrong_type" },
        { "7", "$", "wrong_type" },
        { "null", "$", "wrong_type" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task What_is_wrong_is_named(string rubric, string path, string code)
    {
        var answer = await _admin.TryPostAsync(Url, rubric);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Contains(answer.Json.GetProperty("errors").EnumerateArray(), error => error.GetProperty("path").GetString() == path && error.GetProperty("code").GetString() == code);
        Assert.DoesNotContain("KernelHost.", answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"title": """)]
    [InlineData("")]
    public async Task What_is_no_json_is_refused(string body) => Assert.Equal((HttpStatusCode.BadRequest, "malformed_json"), Told(await _admin.TryPostAsync(Url, body)));

    [Fact]
    public async Task The_list_is_searched_and_comes_in_pages()
    {
        for (var number = 0; number < 5; number++)
        {
            await _admin.KeepAsync(Change(rubric => (rubric["title"], rubric["metadata"]!["tags"]) = ($"Report {number}", new System.Text.Json.Nodes.JsonArray(number % 2 == 0 ? "even" : "odd"))));
        }

        var first = (await _member.TryGetAsync($"{Url}?q=REPORT&limit=2")).Json;
        var second = (await _member.TryGetAsync($"{Url}?q=REPORT&limit=2&cursor={first.GetProperty("next_cursor").GetString()}")).Json;

        Assert.Equal(["Report 4", "Report 3"], Titles(first));
        Assert.Equal(["Report 2", "Report 1"], Titles(second));
        Assert.Equal(["Report 4", "Report 2", "Report 0"], Titles((await _member.TryGetAsync($"{Url}?q=even")).Json));
        Assert.Equal("unknown_parameter", (await _member.TryGetAsync($"{Url}?search=x")).Code);
    }

    [Fact]
    public async Task A_private_rubric_is_its_owners()
    {
        var id = await _admin.KeepAsync(Change(rubric => rubric["visibility"] = "private"));
        using var same = await ClientAsync("ann", Role.OrgAdmin);
        using var other = await ClientAsync("carol", Role.OrgAdmin);

        Assert.Equal(HttpStatusCode.OK, (await same.TryGetAsync($"{Url}/{id}")).Status);
        foreach (var client in new[] { other, _member })
        {
            Assert.Equal((HttpStatusCode.NotFound, "rubric_not_found"), Told(await client.TryGetAsync($"{Url}/{id}")));
            Assert.Empty((await client.TryGetAsync(Url)).Json.GetProperty("items").EnumerateArray());
            Assert.Equal("rubric_not_found", (await client.TryPostAsync($"{Url}/{id}/score", new { submission = "s" })).Code);
        }

        Assert.Equal("rubric_not_found", (await other.TryPutAsync($"{Url}/{id}", Essay)).Code);
        Assert.Equal("rubric_not_found", (await other.TryDeleteAsync($"{Url}/{id}")).Code);
    }

    [Fact]
    public async Task Another_organisations_rubric_is_not_there()
    {
        var id = await _admin.KeepAsync();
        using var stranger = await _server.CreateTenantAsync(Tenants.Embedded(), new("admin", Role.OrgAdmin) { Subject = "ann" });

        Assert.Equal("rubric_not_found", (await stranger.TryGetAsync($"{Url}/{id}")).Code);
        Assert.Equal("rubric_not_found", (await stranger.TryDeleteAsync($"{Url}/{id}")).Code);
        Assert.Equal("rubric_not_found", (await stranger.TryGetAsync($"{Url}/{id}/results")).Code);
        Assert.Empty((await stranger.TryGetAsync(Url)).Json.GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task A_member_reads_and_does_not_write()
    {
        var id = await _admin.KeepAsync();

        Assert.Equal(HttpStatusCode.Forbidden, (await _member.TryPostAsync(Url, Essay)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await _member.TryPutAsync($"{Url}/{id}", Essay)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await _member.TryDeleteAsync($"{Url}/{id}")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await _member.TryPostAsync($"{Url}/{id}/duplicate")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await _member.TryPostAsync($"{Url}/generate", new { topic = "t" })).Status);
        Assert.Equal(HttpStatusCode.OK, (await _member.TryGetAsync($"{Url}/{id}")).Status);
    }

    [Fact]
    public async Task A_copy_is_a_rubric_of_its_own()
    {
        var id = await _admin.KeepAsync();

        var copy = await _admin.TryPostAsync($"{Url}/{id}/duplicate");
        await _admin.TryDeleteAsync($"{Url}/{id}");

        Assert.Equal((HttpStatusCode.Created, "Essay (copy)"), (copy.Status, copy.Json.GetProperty("title").GetString()));
        Assert.NotEqual(id, copy.Json.GetProperty("id").GetString());
        Assert.Equal(HttpStatusCode.OK, (await _admin.TryGetAsync(copy.Headers.Location!.ToString())).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await _admin.TryGetAsync($"{Url}/{id}")).Status);
    }

    [Fact]
    public async Task What_was_exported_can_be_imported_elsewhere()
    {
        var exported = await _member.TryGetAsync($"{Url}/{await _admin.KeepAsync()}/export");
        using var elsewhere = await _server.CreateTenantAsync(Tenants.Embedded(), new("admin", Role.OrgAdmin));

        var imported = await elsewhere.TryPostAsync($"{Url}/import", Change(rubric => rubric["lamb_internal"] = 1, exported.Text));

        Assert.False(exported.Json.TryGetProperty("owner", out _));
        Assert.Equal(HttpStatusCode.Created, imported.Status);
        Assert.NotEqual(exported.Json.GetProperty("rubricId").GetString(), imported.Json.GetProperty("rubricId").GetString());
        Assert.Equal(exported.Json.GetProperty("criteria").GetRawText(), imported.Json.GetProperty("criteria").GetRawText());
        Assert.Equal("required", (await elsewhere.TryPostAsync($"{Url}/import", """{"title": "t"}""")).Json.GetProperty("errors")[0].GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_rubric_is_a_page_of_markdown()
    {
        var id = await _admin.KeepAsync();

        var page = await _member.TryGetAsync($"{Url}/{id}/export?format=markdown");

        Assert.Equal("text/markdown", page.ContentHeaders.ContentType?.MediaType);
        Assert.StartsWith("# Essay\n\nFor essays.\n\n- **Subject:** History\n", page.Text, StringComparison.Ordinal);
        Assert.Contains("## Argument (60 %)\n\nIs it sound?\n\n| Level | Score | Description |\n|---|---|---|\n| Strong | 4 | Sound. |\n", page.Text, StringComparison.Ordinal);
        Assert.Equal("invalid_parameter", (await _member.TryGetAsync($"{Url}/{id}/export?format=pdf")).Code);
    }

    [Fact]
    public async Task Changes_are_in_the_audit_log()
    {
        var id = await _admin.KeepAsync();
        await _admin.TryPutAsync($"{Url}/{id}", Essay);
        await _admin.TryDeleteAsync($"{Url}/{id}");

        var entries = (await _admin.TryGetAsync("/api/v1/admin/audit")).Json.GetProperty("items").EnumerateArray()
            .Where(entry => entry.GetProperty("subject").GetString() == id).Select(entry => entry.GetProperty("kind").GetString());

        Assert.Equal(["rubric.deleted", "rubric.changed", "rubric.created"], entries);
    }

    [Fact]
    public async Task An_organisation_has_only_so_many()
    {
        await using var server = KernelHostServer.Start(("Rubrics:MostPerOrganization", "2"));
        using var admin = await server.CreateTenantAsync(Tenants.Embedded(), new("admin", Role.OrgAdmin));
        await admin.KeepAsync();
        await admin.KeepAsync();

        Assert.Equal((HttpStatusCode.Conflict, "too_many_rubrics"), Told(await admin.TryPostAsync(Url, Essay)));
    }

    private async Task<HttpClient> ClientAsync(string subject, Role role) => _server.Client(await _server.CreateKeyAsync(_slug, new(subject, role) { Subject = subject }));

    private static (HttpStatusCode Status, string? Code) Told(Exchange answer) => (answer.Status, answer.Code);

    private static IEnumerable<string?> Titles(JsonElement list) => list.GetProperty("items").EnumerateArray().Select(rubric => rubric.GetProperty("title").GetString());
}
