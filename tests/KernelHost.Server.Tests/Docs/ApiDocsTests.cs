using System.Net;
using System.Text.RegularExpressions;

namespace KernelHost.Server.Tests.Docs;

public sealed class ApiDocsTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private readonly HttpClient _anybody = fixture.Server.Client(null);

    [Fact]
    public async Task The_description_is_OpenAPI_3_1_and_names_every_address()
    {
        var document = (await _anybody.TryGetAsync("/openapi/v1.json")).Json;

        var paths = document.GetProperty("paths").EnumerateObject().Select(path => path.Name).ToArray();
        Assert.StartsWith("3.1", document.GetProperty("openapi").GetString(), StringComparison.Ordinal);
        Assert.Superset(
            new HashSet<string>
            {
                "/healthz", "/readyz", "/api/v1/organizations", "/api/v1/organizations/{slug}", "/api/v1/organizations/system/sync", "/api/v1/organizations/{slug}/config",
                "/api/v1/organizations/{slug}/config/versions", "/api/v1/organizations/{slug}/export", "/api/v1/organizations/{slug}/import", "/api/v1/organizations/{slug}/config/diff", "/api/v1/organizations/{slug}/keys",
                "/api/v1/admin/settings/api", "/api/v1/admin/resolve", "/api/v1/admin/audit", "/api/v1/admin/events",
                "/api/v1/admin/models", "/api/v1/admin/model-status", "/api/v1/admin/providers/{name}/test", "/api/v1/admin/switch-model", "/api/v1/admin/configure-fallback", "/api/v1/admin/plugins",
            },
            paths.ToHashSet());
    }

    [Fact]
    public async Task It_says_how_to_authenticate_and_what_a_list_takes()
    {
        var document = (await _anybody.TryGetAsync("/openapi/v1.json")).Json;

        var list = document.GetProperty("paths").GetProperty("/api/v1/organizations").GetProperty("get");
        Assert.Equal("bearer", document.GetProperty("components").GetProperty("securitySchemes").GetProperty("api_key").GetProperty("scheme").GetString());
        Assert.Equal(["limit", "cursor", "search", "status"], list.GetProperty("parameters").EnumerateArray().Select(parameter => parameter.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task What_may_be_left_out_of_a_query_is_not_required()
    {
        var paths = (await _anybody.TryGetAsync("/openapi/v1.json")).Json.GetProperty("paths");

        var required = paths.EnumerateObject().SelectMany(path => path.Value.EnumerateObject()).SelectMany(operation => operation.Value.TryGetProperty("parameters", out var parameters) ? parameters.EnumerateArray().ToArray() : [])
            .Where(parameter => parameter.GetProperty("in").GetString() == "query" && parameter.TryGetProperty("required", out var said) && said.GetBoolean());
        Assert.Empty(required.Select(parameter => parameter.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task It_describes_a_config_and_that_its_secrets_go_in_only()
    {
        var document = (await _anybody.TryGetAsync("/openapi/v1.json")).Json;

        var put = document.GetProperty("paths").GetProperty("/api/v1/organizations/{slug}/config").GetProperty("put");
        Assert.Contains("If-Match", put.GetProperty("parameters").EnumerateArray().Select(parameter => parameter.GetProperty("name").GetString()));
        Assert.Contains("problem+json", put.GetProperty("responses").GetProperty("default").GetRawText(), StringComparison.Ordinal);
        Assert.Contains("writeOnly", document.GetProperty("components").GetProperty("schemas").GetProperty("ProviderList").GetRawText() + document.GetProperty("components").GetProperty("schemas").GetProperty("Secret").GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_describes_the_limits_of_keys_and_of_organisations()
    {
        var schemas = (await _anybody.TryGetAsync("/openapi/v1.json")).Json.GetProperty("components").GetProperty("schemas");

        Assert.Equal(["requests_per_minute", "concurrent_requests"], schemas.GetProperty("RateLimits").GetProperty("properties").EnumerateObject().Select(member => member.Name));
        Assert.True(schemas.GetProperty("Limits").GetProperty("properties").TryGetProperty("rate", out _));
        Assert.Equal(["requests_per_minute", "concurrent_requests"], schemas.GetProperty("KeyLimits").GetProperty("properties").EnumerateObject().Select(member => member.Name));
    }

    [Theory]
    [InlineData("/v1/chat/completions")]
    [InlineData("/v1/audio/transcriptions")]
    [InlineData("/api/v1/chat")]
    [InlineData("/api/v1/plugins/{plugin}/{function}")]
    public async Task Calls_of_models_take_headers_for_delivery_and_rehearsal(string path)
    {
        var call = (await _anybody.TryGetAsync("/openapi/v1.json")).Json.GetProperty("paths").GetProperty(path).GetProperty("post");

        var headers = call.GetProperty("parameters").EnumerateArray().Where(parameter => parameter.GetProperty("in").GetString() == "header");
        Assert.Equal(["x-kernelhost-delivery", "x-kernelhost-rehearse"], headers.Select(parameter => parameter.GetProperty("name").GetString()));
    }

    [Fact]
    public async Task Everything_it_refers_to_is_there()
    {
        var document = await _anybody.TryGetAsync("/openapi/v1.json");

        var known = document.Json.GetProperty("components").GetProperty("schemas").EnumerateObject().Select(schema => schema.Name);
        Assert.Empty(Regex.Matches(document.Text, "\"#/components/schemas/([^\"]+)\"").Select(match => match.Groups[1].Value).Except(known));
    }

    [Fact]
    public async Task The_page_and_its_scripts_need_no_key_and_no_network()
    {
        var text = "";
        foreach (var script in await ScriptsAsync())
        {
            using var answer = await _anybody.GetAsync(script);
            Assert.Equal(fixture.Server.Address.Authority, script.Authority);
            Assert.Equal((HttpStatusCode.OK, "text/javascript"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
            text += await answer.Content.ReadAsStringAsync();
        }

        Assert.Contains("createApiReference", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_is_sent_as_it_is_stored_to_whoever_takes_gzip()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, (await ScriptsAsync())[0]);
        request.Headers.AcceptEncoding.ParseAdd("gzip, br");

        using var answer = await _anybody.SendAsync(request);

        Assert.Equal(["gzip"], answer.Content.Headers.ContentEncoding);
    }

    // The nuget lane's page is reached by a redirect, and its addresses are relative to where that leads.
    private async Task<IReadOnlyList<Uri>> ScriptsAsync()
    {
        using var page = await _anybody.GetAsync(new Uri("/scalar", UriKind.Relative));
        var sources = Regex.Matches(await page.Content.ReadAsStringAsync(), "src=\"([^\"]+)\"").Select(match => match.Groups[1].Value);
        return [.. sources.Select(source => new Uri(page.RequestMessage!.RequestUri!, source))];
    }
}
