using System.Net;
using KernelHost.Security;

namespace KernelHost.Server.Tests.Endpoints;

public sealed class ResolveTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Path = "/api/v1/admin/resolve";

    private readonly KernelHostServer _server = fixture.Server;

    [Fact]
    public async Task Without_a_model_it_is_the_default()
    {
        var answer = (await _server.Admin.TryGetAsync(Path)).Json;

        Assert.Equal("null", answer.GetProperty("requested").GetRawText());
        Assert.Equal(("completion", "LLM"), (answer.GetProperty("purpose").GetString(), answer.GetProperty("type").GetString()));
        Assert.Equal("extractive", answer.GetProperty("route")[0].GetProperty("model").GetString());
        Assert.Equal("global_default_model", answer.GetProperty("route")[0].GetProperty("reason").GetString());
        Assert.False(answer.GetProperty("model_info").GetProperty("fallback_used").GetBoolean());
    }

    [Fact]
    public async Task An_unknown_model_shows_the_steps_to_its_stand_in()
    {
        var answer = (await _server.Admin.TryGetAsync($"{Path}?model=no-such")).Json;

        Assert.Equal("explicit_model", answer.GetProperty("steps")[0].GetProperty("step").GetString());
        Assert.Equal("rejected", answer.GetProperty("steps")[0].GetProperty("outcome").GetString());
        Assert.Equal("requested_model_not_found", answer.GetProperty("model_info").GetProperty("fallback_reason").GetString());
    }

    [Fact]
    public async Task The_small_fast_route_is_its_own()
    {
        var answer = (await _server.Admin.TryGetAsync($"{Path}?purpose=small-fast")).Json;

        Assert.Equal(("small-fast", "extractive-mini"), (answer.GetProperty("purpose").GetString(), answer.GetProperty("route")[0].GetProperty("model").GetString()));
    }

    [Fact]
    public async Task Embeddings_get_a_model_of_their_type()
    {
        var answer = (await _server.Admin.TryGetAsync($"{Path}?type=EMBEDDING")).Json;

        Assert.Equal("hash-embedding", answer.GetProperty("route")[0].GetProperty("model").GetString());
    }

    [Theory]
    [InlineData("TTS", "/v1/audio/speech")]
    [InlineData("STT", "/v1/audio/transcriptions")]
    public async Task A_type_that_no_server_here_has_an_endpoint_for_is_told_so(string type, string endpoint)
    {
        var answer = (await _server.Admin.TryGetAsync($"{Path}?type={type}")).Json;

        Assert.Equal("endpoint_not_supported", answer.GetProperty("error").GetProperty("code").GetString());
        Assert.Contains(endpoint, answer.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_no_model_can_serve_is_explained_too()
    {
        var (_, key) = await _server.CreateTenantKeyAsync(new { is_default = true }, new("admin", Role.OrgAdmin));
        using var admin = _server.Client(key);

        var answer = await admin.TryGetAsync($"{Path}?model=gpt-4o");

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(0, answer.Json.GetProperty("route").GetArrayLength());
        Assert.NotEqual(0, answer.Json.GetProperty("steps").GetArrayLength());
        Assert.Equal("no_model_available", answer.Json.GetProperty("error").GetProperty("code").GetString());
    }

    [Theory]
    [InlineData("type=PICTURE", "type")]
    [InlineData("type=llm", "type")]
    [InlineData("purpose=fun", "purpose")]
    public async Task A_bad_parameter_is_refused_by_name(string query, string parameter)
    {
        var answer = await _server.Admin.TryGetAsync($"{Path}?{query}");

        Assert.Equal((HttpStatusCode.BadRequest, "invalid_parameter"), (answer.Status, answer.Code));
        Assert.Equal(parameter, answer.Json.GetProperty("errors")[0].GetProperty("path").GetString());
    }

    [Fact]
    public async Task The_asking_keys_own_limits_count()
    {
        var (_, key) = await _server.CreateTenantKeyAsync(Tenants.Embedded(), new("limited", Role.OrgAdmin) { Models = ["embedded/extractive-mini"] });
        using var admin = _server.Client(key);

        var refused = (await admin.TryGetAsync($"{Path}?model=embedded/extractive")).Json;
        var allowed = (await admin.TryGetAsync($"{Path}?model=embedded/extractive-mini")).Json;

        Assert.Equal("model_not_allowed", refused.GetProperty("error").GetProperty("code").GetString());
        Assert.Equal("the key may not use it", refused.GetProperty("steps")[0].GetProperty("reason").GetString());
        Assert.Equal("extractive-mini", Assert.Single(allowed.GetProperty("route").EnumerateArray()).GetProperty("model").GetString());
    }

    [Fact]
    public async Task An_admin_asks_what_another_key_of_the_organisation_would_get()
    {
        var (slug, _) = await _server.CreateTenantKeyAsync(Tenants.Embedded());
        using var admin = _server.Client(KernelHostServer.AdminKey, slug);
        var key = (await admin.TryPostAsync($"/api/v1/organizations/{slug}/keys", new { name = "web", role = "member", models = new[] { "small-fast" } })).Json.GetProperty("id").GetString();

        var answer = (await admin.TryGetAsync($"{Path}?key={key}")).Json;

        Assert.Equal("model_not_allowed", answer.GetProperty("error").GetProperty("code").GetString());
        Assert.Equal("extractive-mini", (await admin.TryGetAsync($"{Path}?key={key}&model=small-fast")).Json.GetProperty("route")[0].GetProperty("model").GetString());
        Assert.Equal("key_not_found", (await _server.Admin.TryGetAsync($"{Path}?key={key}")).Code);
    }

    [Fact]
    public async Task A_key_bound_to_one_setup_asks_for_no_other()
    {
        var (slug, _) = await _server.CreateTenantKeyAsync(Tenants.Embedded());
        using var admin = _server.Client(await _server.CreateKeyAsync(slug, new("bound", Role.OrgAdmin) { Setup = "default" }));

        var answer = await admin.TryGetAsync($"{Path}?setup=other");

        Assert.Equal((HttpStatusCode.Forbidden, "setup_not_allowed"), (answer.Status, answer.Code));
        Assert.Equal(HttpStatusCode.OK, (await admin.TryGetAsync($"{Path}?setup=default")).Status);
    }

    [Fact]
    public async Task An_unknown_setup_is_not_there() => Assert.Equal("setup_not_found", (await _server.Admin.TryGetAsync($"{Path}?setup=no-such")).Code);
}
