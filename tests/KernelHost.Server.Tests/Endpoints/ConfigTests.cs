using System.Net;
using System.Text;

namespace KernelHost.Server.Tests.Endpoints;

public sealed class ConfigTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Secret = "sk-very-secret";

    private static int _count;

    private readonly HttpClient _admin = fixture.Server.Admin;

    [Fact]
    public async Task Reading_gives_the_config_itself_with_its_version_as_tag()
    {
        var path = await NewOrganizationAsync();

        var read = await _admin.TryGetAsync(path);
        var unchanged = await _admin.TryGetAsync(path, ifNoneMatch: read.ETag);

        Assert.Equal("\"1\"", read.ETag);
        Assert.Equal("extractive", DefaultModel(read.Json));
        Assert.Equal(HttpStatusCode.NotModified, unchanged.Status);
    }

    [Theory]
    [InlineData("PUT", "?dryrun=true", "dryrun", "It takes dry_run.")]
    [InlineData("POST", "/versions/1/restore?dry-run=true", "dry-run", "It takes dry_run.")]
    [InlineData("GET", "?version=3", "version", "It takes none.")]
    [InlineData("GET", "/versions?pages=2", "pages", "It takes cursor, limit.")]
    public async Task A_parameter_that_is_not_there_is_refused_and_nothing_is_done(string method, string rest, string parameter, string choice)
    {
        var path = await NewOrganizationAsync();
        using var request = new HttpRequestMessage(new(method), path + rest) { Content = method == "GET" ? null : new StringContent("""{"setups":{}}""", Encoding.UTF8, "application/json") };

        using var answer = await _admin.SendAsync(request);

        var problem = System.Text.Json.JsonElement.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal((HttpStatusCode.BadRequest, "unknown_parameter"), (answer.StatusCode, problem.GetProperty("code").GetString()));
        Assert.Equal(parameter, problem.GetProperty("errors")[0].GetProperty("path").GetString());
        Assert.Contains(choice, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal("\"1\"", (await _admin.TryGetAsync(path)).ETag);
    }

    [Fact]
    public async Task A_restore_can_be_looked_at_before_it_is_made()
    {
        var path = await NewOrganizationAsync();
        await _admin.TryPutAsync(path, Config("no-such-model"));
        var before = (await _admin.TryGetAsync(path)).ETag;

        var looked = await _admin.TryPostAsync($"{path}/versions/1/restore?dry_run=true");

        Assert.Equal((HttpStatusCode.OK, before), (looked.Status, (await _admin.TryGetAsync(path)).ETag));
    }

    [Fact]
    public async Task Writing_gives_the_new_version_and_what_was_corrected()
    {
        var path = await NewOrganizationAsync();

        var written = await _admin.TryPutAsync(path, Config("no-such-model"));

        Assert.Equal((HttpStatusCode.OK, "\"2\""), (written.Status, written.ETag));
        Assert.Equal(2, written.Json.GetProperty("version").GetInt64());
        Assert.Equal("extractive", DefaultModel(written.Json.GetProperty("config")));
        Assert.Equal("$.setups.default.global_default_model", Assert.Single(written.Json.GetProperty("warnings").EnumerateArray()).GetProperty("path").GetString());
    }

    [Fact]
    public async Task Whoever_read_an_older_version_is_told_and_changes_nothing()
    {
        var path = await NewOrganizationAsync();
        await _admin.TryPutAsync(path, Config("extractive-mini"), ifMatch: "\"1\"");

        var late = await _admin.TryPutAsync(path, Config("extractive"), ifMatch: "\"1\"");

        Assert.Equal((HttpStatusCode.PreconditionFailed, "lost_update"), (late.Status, late.Code));
        Assert.Equal("extractive-mini", DefaultModel((await _admin.TryGetAsync(path)).Json));
    }

    [Fact]
    public async Task A_tag_that_is_no_version_is_refused()
    {
        var answer = await _admin.TryPutAsync(await NewOrganizationAsync(), Config("extractive"), ifMatch: "\"abc\"");

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_parameter"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task A_dry_run_checks_and_stores_nothing()
    {
        var path = await NewOrganizationAsync();

        var checkedOnly = await _admin.TryPutAsync($"{path}?dry_run=true", Config("extractive-mini"));

        Assert.Equal("extractive-mini", DefaultModel(checkedOnly.Json.GetProperty("config")));
        Assert.Equal("\"1\"", (await _admin.TryGetAsync(path)).ETag);
    }

    [Fact]
    public async Task Every_error_of_a_bad_config_is_listed_and_nothing_is_stored()
    {
        var path = await NewOrganizationAsync();

        var answer = await _admin.TryPutAsync(path, """
            {"setups":{"default":{"providers":{"mystery":{},"openai":{"enabled":"yes","timeouts":{"connect":"soon"}}},
            "models":[{"name":"a","provider":"openai","model":"x"},{"name":"a","provider":"openai","model":"y"}]}}}
            """);

        var errors = answer.Json.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("path").GetString()).ToArray();
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "invalid_config"), (answer.Status, answer.Code));
        Assert.True(errors.Length >= 3, string.Join(", ", errors));
        Assert.Contains("$.setups.default.providers.openai.enabled", errors);
        Assert.Equal("\"1\"", (await _admin.TryGetAsync(path)).ETag);
    }

    [Theory]
    [InlineData("", "malformed_json")]
    [InlineData("{\"setups\":", "malformed_json")]
    [InlineData("[]", "invalid_config")]
    [InlineData("null", "invalid_config")]
    [InlineData("""{"setups":{"default":{"name":"\ud800"}}}""", "malformed_json")]
    [InlineData("""{"setups":{"default":{"providers":{"\ud800":{}}}}}""", "malformed_json")]
    public async Task What_is_no_config_is_refused(string body, string code)
    {
        var answer = await _admin.TryPutAsync(await NewOrganizationAsync(), body);

        Assert.Equal(code, answer.Code);
    }

    [Fact]
    public async Task A_config_that_is_not_UTF8_is_refused()
    {
        var answer = await _admin.TryPutAsync(await NewOrganizationAsync(), Encoding.Latin1.GetBytes("""{"setups":{"default":{"name":"Universität"}}}"""));

        Assert.Equal((HttpStatusCode.BadRequest, "not_utf8"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task An_oversized_config_is_refused_before_it_is_read()
    {
        var answer = await _admin.TryPutAsync(await NewOrganizationAsync(), new string(' ', 10_000_000));

        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "request_too_large"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task A_secret_goes_in_and_never_comes_out()
    {
        var path = await NewOrganizationAsync();

        var written = await _admin.TryPutAsync(path, Config("extractive", Secret));
        var answers = new[] { written, await _admin.TryGetAsync(path), await _admin.TryGetAsync($"{path}/versions/2"), await _admin.TryGetAsync($"{path}/diff?from=1&to=2"), await _admin.TryGetAsync($"{path}/versions") };

        Assert.All(answers, answer => Assert.DoesNotContain(Secret, answer.Text, StringComparison.Ordinal));
        Assert.True(answers[1].Json.GetProperty("setups").GetProperty("default").GetProperty("providers").GetProperty("openai").GetProperty("api_key_set").GetBoolean());
    }

    [Fact]
    public async Task Its_history_is_listed_compared_and_restored()
    {
        var path = await NewOrganizationAsync();
        await _admin.TryPutAsync(path, Config("extractive-mini"));

        var versions = await _admin.TryGetAsync($"{path}/versions?limit=1");
        var changes = (await _admin.TryGetAsync($"{path}/diff?from=1&to=2")).Json.GetProperty("changes").EnumerateArray();
        var restored = await _admin.TryPostAsync($"{path}/versions/1/restore", "");

        Assert.Equal(2, versions.Json.GetProperty("items")[0].GetProperty("version").GetInt64());
        Assert.NotNull(versions.Json.GetProperty("next_cursor").GetString());
        Assert.Contains(changes, change => change.GetProperty("path").GetString() == "$.setups.default.global_default_model.model");
        Assert.Equal((3L, "extractive"), (restored.Json.GetProperty("version").GetInt64(), DefaultModel(restored.Json.GetProperty("config"))));
    }

    [Fact]
    public async Task Every_version_has_its_own_tag_and_a_comparison_may_look_back()
    {
        var path = await NewOrganizationAsync();
        await _admin.TryPutAsync(path, Config("extractive-mini"));

        var first = await _admin.TryGetAsync($"{path}/versions/1");
        var back = (await _admin.TryGetAsync($"{path}/diff?from=2&to=1")).Json;
        var lost = await _admin.TryPutAsync(path, Config("extractive"), ifMatch: first.ETag);

        Assert.Equal("\"1\"", first.ETag);
        Assert.Contains(back.GetProperty("changes").EnumerateArray(), change => change.GetProperty("to").GetString() == "extractive");
        Assert.Equal("lost_update", lost.Code);
    }

    [Fact]
    public async Task A_tag_that_a_proxy_made_weak_counts()
    {
        var path = await NewOrganizationAsync();

        Assert.Equal(HttpStatusCode.OK, (await _admin.TryPutAsync(path, Config("extractive-mini"), ifMatch: "W/\"1\"")).Status);
        Assert.Equal("lost_update", (await _admin.TryPutAsync(path, Config("extractive"), ifMatch: "W/\"1\"")).Code);
    }

    [Fact]
    public async Task A_config_without_setups_is_taken_with_a_warning()
    {
        var answer = await _admin.TryPutAsync($"{await NewOrganizationAsync()}?dry_run=true", "{}");

        Assert.Equal((HttpStatusCode.OK, "no_setups"), (answer.Status, answer.Json.GetProperty("warnings")[0].GetProperty("code").GetString()));
    }

    [Fact]
    public async Task A_config_that_is_nested_too_deep_is_told_so()
    {
        var deep = new string('[', 80) + new string(']', 80);

        var put = await _admin.TryPutAsync(await NewOrganizationAsync(), $$"""{"setups":{},"x":{{deep}}}""");
        var broken = await _admin.TryPutAsync(await NewOrganizationAsync(), new string('[', 20));
        var created = await _admin.TryPostAsync("/api/v1/organizations", $$$"""{"slug":"deep","name":"x","config":{"x":{{{deep}}}}}""");

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "too_deep"), (put.Status, put.Json.GetProperty("errors")[0].GetProperty("code").GetString()));
        Assert.Equal("malformed_json", broken.Code);
        Assert.Equal("too_deep", created.Code);
    }

    [Fact]
    public async Task A_prompts_roles_are_those_a_model_knows()
    {
        var prompts = new object[] { new { name = "tutor", messages = new[] { new { role = "developer", content = "x" }, new { role = "sytem", content = "x" } } } };

        var error = Assert.Single((await _admin.TryPutAsync(await NewOrganizationAsync(), new { setups = new { @default = new { prompts } } })).Json.GetProperty("errors").EnumerateArray());

        Assert.Equal(("$.setups.default.prompts[0].messages[1].role", "unknown_role"), (error.GetProperty("path").GetString(), error.GetProperty("code").GetString()));
        Assert.Contains("Did you mean \"system\"?", error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/versions/99", HttpStatusCode.NotFound, "config_version_not_found")]
    [InlineData("/versions/0", HttpStatusCode.NotFound, "config_version_not_found")]
    [InlineData("/versions/-1", HttpStatusCode.NotFound, "config_version_not_found")]
    [InlineData("/versions/99999999999999999999", HttpStatusCode.NotFound, "not_found")]
    [InlineData("/versions?cursor=YWJj", HttpStatusCode.BadRequest, "invalid_parameter")]
    [InlineData("/versions?cursor=LTE", HttpStatusCode.BadRequest, "invalid_parameter")]
    [InlineData("/diff?from=0&to=1", HttpStatusCode.NotFound, "config_version_not_found")]
    [InlineData("/diff?from=1&to=99", HttpStatusCode.NotFound, "config_version_not_found")]
    [InlineData("/diff?from=1", HttpStatusCode.BadRequest, "invalid_parameter")]
    [InlineData("/diff?from=one&to=2", HttpStatusCode.BadRequest, "invalid_parameter")]
    public async Task A_version_that_is_not_there_is_told(string address, HttpStatusCode status, string code)
    {
        var answer = await _admin.TryGetAsync(await NewOrganizationAsync() + address);

        Assert.Equal((status, code), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task The_environment_is_read_into_the_system_organisation_on_request()
    {
        fixture.Server.Environment["OPENAI_API_KEY"] = Secret;
        fixture.Server.Environment["OPENAI_MODELS"] = "gpt-4o,gpt-4o-mini";

        var synced = await _admin.TryPostAsync("/api/v1/organizations/system/sync", "");

        var openai = synced.Json.GetProperty("config").GetProperty("setups").GetProperty("default").GetProperty("providers").GetProperty("openai");
        Assert.Equal(HttpStatusCode.OK, synced.Status);
        Assert.Equal(2, openai.GetProperty("models").GetArrayLength());
        Assert.DoesNotContain(Secret, synced.Text, StringComparison.Ordinal);
    }

    private static string? DefaultModel(System.Text.Json.JsonElement config) =>
        config.GetProperty("setups").GetProperty("default").GetProperty("global_default_model").GetProperty("model").GetString();

    private static object Config(string defaultModel, string? key = null) => new
    {
        setups = new
        {
            @default = new
            {
                is_default = true,
                global_default_model = new { provider = "embedded", model = defaultModel },
                providers = new
                {
                    embedded = new { models = new[] { "extractive", "extractive-mini" } },
                    openai = new { api_key = key, models = new[] { "gpt-4o" } },
                },
            },
        },
    };

    /// <returns>The address of its config.</returns>
    private async Task<string> NewOrganizationAsync()
    {
        var slug = $"config-{Interlocked.Increment(ref _count)}";
        await _admin.TryPostAsync("/api/v1/organizations", new { slug, name = slug, config = Config("extractive") });
        return $"/api/v1/organizations/{slug}/config";
    }
}
