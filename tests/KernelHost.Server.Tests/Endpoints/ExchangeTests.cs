using System.Net;
using System.Net.Http.Headers;
using System.Text;
using KernelHost.Security;

namespace KernelHost.Server.Tests.Endpoints;

public sealed class ExchangeTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Yaml = "application/yaml";
    private const string Canary = "sk-canary";

    private const string OneModel = "runtime: {models: [{name: tutor, provider: openai, model: gpt-4o, api_key: sk-canary}]}";

    private static int _count;

    private readonly HttpClient _admin = fixture.Server.Admin;

    [Fact]
    public async Task A_yaml_file_becomes_the_default_setup()
    {
        var organization = await NewAsync();

        var imported = await SendAsync($"{organization}/import", OneModel, Yaml);

        var setup = imported.Json.GetProperty("config").GetProperty("setups").GetProperty("default");
        Assert.Equal((HttpStatusCode.OK, "\"2\"", 2), (imported.Status, imported.ETag, imported.Json.GetProperty("version").GetInt32()));
        Assert.Equal("tutor", setup.GetProperty("models")[0].GetProperty("name").GetString());
        Assert.True(setup.GetProperty("providers").GetProperty("openai").GetProperty("api_key_set").GetBoolean());
        Assert.True(setup.GetProperty("providers").TryGetProperty("embedded", out _));
        Assert.DoesNotContain(Canary, imported.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_may_be_any_setup_and_may_replace_it()
    {
        var organization = await NewAsync();

        await SendAsync($"{organization}/import?setup=course", OneModel, Yaml);
        await SendAsync($"{organization}/import?setup=course", "runtime: {models: [{name: other, provider: ollama, model: m}]}", Yaml);
        var added = (await _admin.TryGetAsync($"{organization}/config")).Json.GetProperty("setups").GetProperty("course");
        await SendAsync($"{organization}/import?setup=course&replace=true", "runtime: {models: [{name: other, provider: ollama, model: m}]}", Yaml);
        var replaced = (await _admin.TryGetAsync($"{organization}/config")).Json.GetProperty("setups").GetProperty("course");

        Assert.Equal(["openai", "ollama"], added.GetProperty("providers").EnumerateObject().Select(provider => provider.Name));
        Assert.Equal(["ollama"], replaced.GetProperty("providers").EnumerateObject().Select(provider => provider.Name));
    }

    [Theory]
    [InlineData("""{"setups": {"a": {"providers": {"openai": {"api_key": "x", "api_key": "x"}}}}}""")]
    [InlineData("""{"setups": {"a": 5, "b": {"providers": [], "mcp": {"servers": {"name": 1}}, "knowledge_base": "x"}}}""")]
    [InlineData("""[]""")]
    public async Task A_file_that_is_no_config_is_refused_like_one_that_is_put(string config) =>
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "invalid_config"), await SendAsync($"{await NewAsync()}/import", config, "application/json") is var answer ? (answer.Status, answer.Code) : default);

    [Fact]
    public async Task A_dry_run_stores_nothing_and_a_lost_update_is_told()
    {
        var organization = await NewAsync();

        var dry = await SendAsync($"{organization}/import?dry_run=true", OneModel, Yaml);
        var stored = await SendAsync($"{organization}/import", OneModel, Yaml, ifMatch: "\"1\"");
        var late = await SendAsync($"{organization}/import", "runtime: {}", Yaml, ifMatch: "\"1\"");

        Assert.Contains("tutor", dry.Text, StringComparison.Ordinal);
        Assert.Equal("\"2\"", stored.ETag);
        Assert.Equal((HttpStatusCode.PreconditionFailed, "lost_update"), (late.Status, late.Code));
    }

    [Theory]
    [InlineData("a: [", HttpStatusCode.BadRequest, "malformed_yaml")]
    [InlineData("a: !!python/object:x {}", HttpStatusCode.BadRequest, "malformed_yaml")]
    [InlineData("", HttpStatusCode.UnprocessableEntity, "invalid_config")]
    [InlineData("runtime: {models: [{name: a, provider: sk-canary-x, model: 3}]}", HttpStatusCode.UnprocessableEntity, "invalid_config")]
    public async Task What_is_no_file_is_refused(string yaml, HttpStatusCode status, string code)
    {
        var answer = await SendAsync($"{await NewAsync()}/import", yaml, Yaml);

        Assert.Equal((status, code), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task Every_error_has_its_place_in_the_file()
    {
        var answer = await SendAsync($"{await NewAsync()}/import", "prompts: 1\nruntime:\n  models:\n    - {name: a, provider: ollama, model: m}\n    - {name: b, provider: 7, model: m}", Yaml);

        Assert.Equal(["$.prompts", "$.runtime.models[1].provider"], answer.Json.GetProperty("errors").EnumerateArray().Select(error => error.GetProperty("path").GetString()).Order());
    }

    [Fact]
    public async Task Text_that_is_not_utf8_and_text_that_is_too_large_are_refused()
    {
        var organization = await NewAsync();

        var latin = await SendAsync($"{organization}/import", Encoding.Latin1.GetBytes("name: Universität"), Yaml);
        var utf16 = await SendAsync($"{organization}/import", Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes("name: x")).ToArray(), Yaml);
        var large = await SendAsync($"{organization}/import", Encoding.UTF8.GetBytes("# " + new string('x', 2_000_000)), Yaml);

        Assert.Equal("not_utf8", latin.Code);
        Assert.Equal("not_utf8", utf16.Code);
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "request_too_large"), (large.Status, large.Code));
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/jsonl")]
    [InlineData(null)]
    public async Task Another_content_type_is_told_the_two(string? type)
    {
        var answer = await SendAsync($"{await NewAsync()}/import", OneModel, type);

        Assert.Equal((HttpStatusCode.UnsupportedMediaType, "unsupported_media_type"), (answer.Status, answer.Code));
        Assert.Contains("application/json", answer.Text, StringComparison.Ordinal);
        Assert.Contains(Yaml, answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("application/yaml; charset=utf-8")]
    [InlineData("application/x-yaml")]
    [InlineData("text/yaml")]
    [InlineData("TEXT/X-YAML")]
    public async Task The_usual_names_of_yaml_are_taken(string type) =>
        Assert.Equal(HttpStatusCode.OK, (await SendAsync($"{await NewAsync()}/import", OneModel, type)).Status);

    [Theory]
    [InlineData("/import?setup=x", "{}")]
    [InlineData("/import?replace=true", "{}")]
    [InlineData("/export?setup=default", null)]
    [InlineData("/export?format=xml", null)]
    public async Task What_goes_with_yaml_only_is_told(string address, string? body)
    {
        var organization = await NewAsync();

        var answer = body is null ? await _admin.TryGetAsync(organization + address) : await _admin.TryPostAsync(organization + address, body);

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_parameter"), (answer.Status, answer.Code));
    }

    [Fact]
    public async Task A_json_export_is_the_config_and_imports_without_a_change()
    {
        var organization = await NewAsync();
        await SendAsync($"{organization}/import", OneModel, Yaml);

        var export = await _admin.TryGetAsync($"{organization}/export");
        var imported = await _admin.TryPostAsync($"{organization}/import", export.Text);

        Assert.Equal(((await _admin.TryGetAsync($"{organization}/config")).Text, "\"2\""), (export.Text, export.ETag));
        Assert.Equal("attachment", export.ContentHeaders.ContentDisposition?.DispositionType);
        Assert.Equal($"{organization.Split('/')[^1]}.json", export.ContentHeaders.ContentDisposition?.FileNameStar);
        Assert.Equal(("\"2\"", 0), (imported.ETag, imported.Json.GetProperty("warnings").GetArrayLength()));
    }

    [Theory]
    [InlineData("?format=yaml", null)]
    [InlineData("", "application/yaml")]
    [InlineData("", "text/html;q=0.5, application/x-yaml, application/json;q=0.9")]
    public async Task A_yaml_export_imports_without_a_change(string query, string? accept)
    {
        var organization = await NewAsync();
        await SendAsync($"{organization}/import", OneModel, Yaml);

        var export = await GetAsync($"{organization}/export{query}", accept);
        var imported = await SendAsync($"{organization}/import", export.Text, Yaml);

        Assert.Equal((Yaml, "\"2\""), (export.ContentHeaders.ContentType?.MediaType, export.ETag));
        Assert.Equal($"{organization.Split('/')[^1]}-default.yaml", export.ContentHeaders.ContentDisposition?.FileNameStar);
        Assert.DoesNotContain(Canary, export.Text, StringComparison.Ordinal);
        Assert.Equal("\"2\"", imported.ETag);
    }

    [Fact]
    public async Task Elsewhere_an_import_says_which_secrets_to_give_again()
    {
        var (from, yamlTo, jsonTo) = (await NewAsync(), await NewAsync(), await NewAsync());
        await SendAsync($"{from}/import", OneModel, Yaml);

        var yaml = await SendAsync($"{yamlTo}/import", (await GetAsync($"{from}/export?format=yaml", null)).Text, Yaml);
        var json = await _admin.TryPostAsync($"{jsonTo}/import", (await _admin.TryGetAsync($"{from}/export")).Text);

        foreach (var answer in new[] { yaml, json })
        {
            var warning = Assert.Single(answer.Json.GetProperty("warnings").EnumerateArray());
            Assert.Equal(("secret_left_out", "$.setups.default.providers.openai.api_key"), (warning.GetProperty("code").GetString(), warning.GetProperty("path").GetString()));
        }
    }

    [Fact]
    public async Task A_setup_that_is_not_there_and_another_organisations_config_cannot_be_exported()
    {
        var organization = await NewAsync();
        var (_, key) = await fixture.Server.CreateTenantKeyAsync(Tenants.Embedded(), new("admin", Role.OrgAdmin));
        using var stranger = fixture.Server.Client(key);

        var missing = await _admin.TryGetAsync($"{organization}/export?format=yaml&setup=nowhere");
        var hidden = await stranger.TryGetAsync($"{organization}/export");
        var closed = await stranger.TryPostAsync($"{organization}/import", "{}");

        Assert.Equal("setup_not_found", missing.Code);
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (hidden.Status, closed.Status));
    }

    [Fact]
    public async Task What_an_org_admin_may_not_set_is_told_at_its_place_in_the_file()
    {
        var (slug, key) = await fixture.Server.CreateTenantKeyAsync(Tenants.Embedded(), new("admin", Role.OrgAdmin));
        using var admin = fixture.Server.Client(key);
        using var content = new StringContent("runtime: {models: [{name: a, provider: ollama, model: m, base_url: 'http://127.0.0.1:1'}]}", Encoding.UTF8, Yaml);

        using var answer = await admin.PostAsync(new Uri($"/api/v1/organizations/{slug}/import", UriKind.Relative), content);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Contains("\"$.runtime.models[0].base_url\"", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_member_may_neither_import_nor_export()
    {
        var (slug, key) = await fixture.Server.CreateTenantKeyAsync(Tenants.Embedded());
        using var member = fixture.Server.Client(key);

        Assert.Equal(HttpStatusCode.Forbidden, (await member.TryGetAsync($"/api/v1/organizations/{slug}/export")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await member.TryPostAsync($"/api/v1/organizations/{slug}/import", "{}")).Status);
    }

    [Fact]
    public async Task An_import_is_audited_without_secrets()
    {
        var organization = await NewAsync();
        await SendAsync($"{organization}/import", OneModel, Yaml);

        using var admin = fixture.Server.Client(KernelHostServer.AdminKey, organization.Split('/')[^1]);
        var entry = (await admin.TryGetAsync("/api/v1/admin/audit?limit=1"));

        Assert.Equal("config.imported", entry.Json.GetProperty("items")[0].GetProperty("kind").GetString());
        Assert.DoesNotContain(Canary, entry.Text, StringComparison.Ordinal);
    }

    private async Task<string> NewAsync()
    {
        var slug = $"exchange-{Interlocked.Increment(ref _count)}";
        await _admin.TryPostAsync("/api/v1/organizations", new { slug, name = slug });
        return $"/api/v1/organizations/{slug}";
    }

    private async Task<Exchange> GetAsync(string path, string? accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        return await ExchangeAsync(request);
    }

    private Task<Exchange> SendAsync(string path, string body, string? type, string? ifMatch = null) => SendAsync(path, Encoding.UTF8.GetBytes(body), type, ifMatch);

    private async Task<Exchange> SendAsync(string path, byte[] body, string? type, string? ifMatch = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = type is null ? null : MediaTypeHeaderValue.Parse(type);
        request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        return await ExchangeAsync(request);
    }

    private async Task<Exchange> ExchangeAsync(HttpRequestMessage request)
    {
        using var response = await _admin.SendAsync(request);
        return new(response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers, response.Content.Headers);
    }
}
