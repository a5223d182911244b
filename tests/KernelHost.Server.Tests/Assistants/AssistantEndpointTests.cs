using System.Net;
using System.Text.Json;
using KernelHost.Security;

namespace KernelHost.Server.Tests.Assistants;

public sealed class AssistantEndpointTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Path = "/api/v1/assistants";

    [Fact]
    public async Task An_assistant_is_made_read_changed_and_deleted()
    {
        var (_, admin) = await TenantAsync();
        var made = await admin.TryPostAsync(Path, new { name = "Tutor für Physik", system_prompt = "Be patient.", parameters = new { temperature = 0.2 } });
        var read = await admin.TryGetAsync($"{Path}/tutor-f-r-physik");
        var changed = await admin.TryPutAsync($"{Path}/tutor-f-r-physik", new { name = "Tutor", system_prompt = "Be brief." }, ifMatch: read.ETag);
        var late = await admin.TryPutAsync($"{Path}/tutor-f-r-physik", new { name = "Too late" }, ifMatch: read.ETag);
        var deleted = await admin.TryDeleteAsync($"{Path}/tutor-f-r-physik");

        Assert.Equal((HttpStatusCode.Created, "/api/v1/assistants/tutor-f-r-physik"), (made.Status, made.Headers.Location?.ToString()));
        Assert.Equal("\"1\"", read.ETag);
        Assert.Equal(0.2, read.Json.GetProperty("parameters").GetProperty("temperature").GetDouble());
        Assert.Equal((HttpStatusCode.OK, "\"2\"", "Be brief."), (changed.Status, changed.ETag, changed.Json.GetProperty("system_prompt").GetString()));
        Assert.Equal((HttpStatusCode.PreconditionFailed, "lost_update"), (late.Status, late.Code));
        Assert.Equal(HttpStatusCode.NoContent, deleted.Status);
        Assert.Equal((HttpStatusCode.NotFound, "assistant_not_found"), await CodeAsync(admin.TryGetAsync($"{Path}/tutor-f-r-physik")));
        Assert.Equal(["assistant.deleted", "assistant.changed", "assistant.created"], await AuditAsync(admin));
    }

    [Theory]
    [InlineData("""{"slug": "a"}""", "required", "$.name")]
    [InlineData("""{"name": "A", "slug": "Not A Slug"}""", "invalid_slug", "$.slug")]
    [InlineData("""{"name": "!!!"}""", "invalid_slug", "$.slug")]
    [InlineData("""{"name": "A", "model": "assistant/other"}""", "invalid_model", "$.model")]
    [InlineData("""{"name": "A", "parameters": {"messages": []}}""", "not_a_parameter", "$.parameters.messages")]
    [InlineData("""{"name": "A", "parameters": {"x": ["\ud800"]}}""", "not_text", "$.parameters['x']")]
    [InlineData("""{"name": "A", "retrieval": {"filter": {"x": "\udc00"}}}""", "not_text", "$.retrieval.filter['x']")]
    [InlineData("""{"name": "A", "retrieval": {"top_k": 0}}""", "out_of_range", "$.retrieval.top_k")]
    [InlineData("""{"name": "A", "retrieval": {"mode": "fuzzy"}}""", "invalid_mode", "$.retrieval.mode")]
    [InlineData("""{"name": "A", "plugins": ["Classifier", "Classifier"]}""", "duplicate_name", "$.plugins")]
    [InlineData("""{"name": "A", "steps": [{"name": "s", "labels": ["one"]}]}""", "out_of_range", "$.steps[0].labels")]
    [InlineData("""{"name": "A", "steps": [null]}""", "is_null", "$.steps[0]")]
    [InlineData("""{"name": "A", "steps": [{"name": "s", "labels": ["a", "b"], "branches": {"a": null}}]}""", "is_null", "$.steps[0].branches['a']")]
    [InlineData("""{"name": "A", "plugins": [null]}""", "invalid_name", "$.plugins")]
    [InlineData("""{"name": "A", "steps": [{"name": "s", "labels": ["a", "b"], "branches": {"c": {}}}]}""", "unknown_label", "$.steps[0].branches['c']")]
    [InlineData("""{"name": "A", "steps": [{"name": "s", "labels": ["a", "b"], "min_confidence": 2}]}""", "out_of_range", "$.steps[0].min_confidence")]
    public async Task What_is_wrong_is_named_and_nothing_is_stored(string body, string code, string path)
    {
        var (_, admin) = await TenantAsync();

        var refused = await admin.TryPostAsync(Path, body);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        var told = refused.Json.TryGetProperty("errors", out var errors) && errors.GetArrayLength() > 0 ? errors[0] : refused.Json;
        Assert.Equal(code, told.GetProperty("code").GetString());
        Assert.Contains(path, refused.Text, StringComparison.Ordinal);
        Assert.Equal(0, (await admin.TryGetAsync(Path)).Json.GetProperty("items").GetArrayLength());
    }

    [Theory]
    [InlineData("""{"name": "A", "knowlege_bases": ["x"]}""", "knowlege_bases")]
    [InlineData("""{"name": "A", "steps": [{"name": "s", "labels": ["a", "b"], "lables": []}]}""", "lables")]
    public async Task A_misspelt_member_is_refused(string body, string named)
    {
        var (_, admin) = await TenantAsync();

        var refused = await admin.TryPostAsync(Path, body);

        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        Assert.Contains(named, refused.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_slug_is_given_once_and_never_changed()
    {
        var (_, admin) = await TenantAsync();
        await admin.TryPostAsync(Path, new { name = "Tutor" });

        Assert.Equal((HttpStatusCode.Conflict, "slug_taken"), await CodeAsync(admin.TryPostAsync(Path, new { name = "Tutor" })));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "slug_is_fixed"), await CodeAsync(admin.TryPutAsync($"{Path}/tutor", new { name = "Tutor", slug = "other" })));
    }

    [Fact]
    public async Task The_organisations_limits_hold()
    {
        var (slug, admin) = await TenantAsync(new { usage = new { max_assistants = 3, max_assistants_per_user = 2 } });
        await admin.TryPostAsync(Path, new { name = "One", owner = "ann" });
        await admin.TryPostAsync(Path, new { name = "Two", owner = "ann" });

        Assert.Equal((HttpStatusCode.Conflict, "assistant_limit_reached"), await CodeAsync(admin.TryPostAsync(Path, new { name = "Three", owner = "ann" })));
        Assert.Equal(HttpStatusCode.Created, (await admin.TryPostAsync(Path, new { name = "Three", owner = "bob" })).Status);
        Assert.Equal((HttpStatusCode.Conflict, "assistant_limit_reached"), await CodeAsync(admin.TryPostAsync(Path, new { name = "Four", owner = "bob" })));
        Assert.Equal((HttpStatusCode.Conflict, "assistant_limit_reached"), await CodeAsync(admin.TryPutAsync($"{Path}/three", new { name = "Three", owner = "ann" })));
        await admin.TryDeleteAsync($"{Path}/one");
        Assert.Equal(HttpStatusCode.OK, (await admin.TryPutAsync($"{Path}/three", new { name = "Three", owner = "ann" })).Status);
        Assert.NotNull(slug);
    }

    [Fact]
    public async Task Many_at_once_do_not_pass_the_limit()
    {
        var (_, admin) = await TenantAsync(new { usage = new { max_assistants = 5 } });

        var made = await Task.WhenAll(Enumerable.Range(0, 12).Select(number => admin.TryPostAsync(Path, new { name = $"Assistant {number}" })));

        Assert.Equal(5, made.Count(one => one.Status == HttpStatusCode.Created));
        Assert.Equal(5, (await admin.TryGetAsync(Path)).Json.GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task Members_read_and_do_not_write_and_other_organisations_see_nothing()
    {
        var (slug, admin) = await TenantAsync();
        await admin.TryPostAsync(Path, new { name = "Tutor" });
        using var member = fixture.Server.Client(await fixture.Server.CreateKeyAsync(slug, new("m", Role.Member)));
        var (_, stranger) = await TenantAsync();

        Assert.Equal(HttpStatusCode.OK, (await member.TryGetAsync($"{Path}/tutor")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await member.TryPostAsync(Path, new { name = "Own" })).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await member.TryDeleteAsync($"{Path}/tutor")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.TryGetAsync($"{Path}/tutor")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.TryDeleteAsync($"{Path}/tutor")).Status);
        Assert.Equal(0, (await stranger.TryGetAsync(Path)).Json.GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task What_it_names_and_is_not_there_is_warned_of()
    {
        var (_, admin) = await TenantAsync();

        var made = await admin.TryPostAsync(Path, new { name = "Tutor", model = "openai/gpt-9", plugins = new[] { "Clasifier", "Classifier.clasify", "Classifier.classify" } });

        Assert.Equal(HttpStatusCode.Created, made.Status);
        Assert.Equal([("$.model", "model_not_found"), ("$.plugins[0]", "plugin_not_found"), ("$.plugins[1]", "function_not_found")],
            made.Json.GetProperty("warnings").EnumerateArray().Select(warning => (warning.GetProperty("path").GetString(), warning.GetProperty("code").GetString())));
        Assert.Contains("Classifier", made.Json.GetProperty("warnings")[1].GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_exported_is_imported_elsewhere_as_it_was()
    {
        var (_, admin) = await TenantAsync();
        await admin.TryPostAsync(Path, new
        {
            name = "Tutor",
            slug = "tutor",
            description = "Helps",
            system_prompt = "Be kind.",
            prompt_template = "{context} {user_input}",
            knowledge_bases = new[] { "physics" },
            retrieval = new { top_k = 3, mode = "lexical", threshold = 0.5, rewrite = false },
            plugins = new[] { "Classifier" },
            parameters = new { temperature = 0.1 },
            steps = new[] { new { name = "intent", labels = new[] { "a", "b" }, branches = new { a = new { system_prompt = "A" } } } },
        });
        var (_, elsewhere) = await TenantAsync();
        var file = await admin.TryGetAsync($"{Path}/tutor/export");

        var imported = await elsewhere.TryPostAsync($"{Path}/import", file.Text);
        var again = await elsewhere.TryPostAsync($"{Path}/import", file.Text);
        var replaced = await elsewhere.TryPostAsync($"{Path}/import?replace=true", file.Text);

        Assert.Equal("attachment; filename=\"tutor.assistant.json\"", file.ContentHeaders.ContentDisposition?.ToString());
        Assert.False(file.Json.TryGetProperty("owner", out var owner) && owner.ValueKind != JsonValueKind.Null);
        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Conflict, HttpStatusCode.OK), (imported.Status, again.Status, replaced.Status));
        Assert.Equal(file.Text, (await elsewhere.TryGetAsync($"{Path}/tutor/export")).Text);
        Assert.Equal(2, replaced.Json.GetProperty("version").GetInt64());
    }

    [Fact]
    public async Task Lists_are_by_slug_in_pages_and_searched()
    {
        var (_, admin) = await TenantAsync();
        foreach (var name in (string[])["Chemistry", "Algebra", "Biology"])
        {
            await admin.TryPostAsync(Path, new { name, description = name == "Biology" ? "of algae" : null });
        }

        var first = (await admin.TryGetAsync($"{Path}?limit=2")).Json;
        var second = (await admin.TryGetAsync($"{Path}?limit=2&cursor={first.GetProperty("next_cursor").GetString()}")).Json;

        Assert.Equal(["algebra", "biology", "chemistry"], Slugs(first).Concat(Slugs(second)));
        Assert.Equal(["algebra", "biology"], Slugs((await admin.TryGetAsync($"{Path}?search=ALG")).Json));
    }

    private async Task<(string Slug, HttpClient Admin)> TenantAsync(object? limits = null)
    {
        var (slug, key) = await fixture.Server.CreateTenantKeyAsync(new { is_default = true, providers = new { embedded = new { models = new[] { "extractive" } } } }, new("admin", Role.OrgAdmin));
        var admin = fixture.Server.Client(key);
        if (limits is not null)
        {
            using var system = fixture.Server.Client(KernelHostServer.AdminKey);   // limits are not the organisation's own to change
            var put = await system.TryPutAsync($"/api/v1/organizations/{slug}/config", new { setups = new { @default = new { is_default = true, providers = new { embedded = new { models = new[] { "extractive" } } } } }, limits });
            Assert.Equal(HttpStatusCode.OK, put.Status);
        }

        return (slug, admin);
    }

    private static async Task<(HttpStatusCode Status, string? Code)> CodeAsync(Task<Exchange> exchange) => await exchange is var done ? (done.Status, done.Code) : default;

    private static async Task<IEnumerable<string?>> AuditAsync(HttpClient admin) =>
        (await admin.TryGetAsync("/api/v1/admin/audit?kind=assistant.*")).Json.GetProperty("items").EnumerateArray().Select(entry => entry.GetProperty("kind").GetString());

    private static IEnumerable<string?> Slugs(JsonElement list) => list.GetProperty("items").EnumerateArray().Select(one => one.GetProperty("slug").GetString());
}
