using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace KernelHost.Server.Tests.Endpoints;

public sealed class HealthTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Theory]
    [InlineData("/healthz")]
    [InlineData("/readyz")]
    public async Task Health_needs_no_key(string path)
    {
        using var client = fixture.Server.Client(null);

        var answer = await client.GetFromJsonAsync<JsonElement>(path);

        Assert.Equal("ok", answer.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Readiness_lists_its_checks()
    {
        var answer = await fixture.Server.Admin.GetFromJsonAsync<JsonElement>("/readyz");

        Assert.Equal("healthy", answer.GetProperty("checks").GetProperty("storage").GetString());
    }

    [Fact]
    public async Task An_unknown_address_is_a_404_with_a_request_id()
    {
        using var answer = await fixture.Server.Admin.GetAsync(new Uri("/nowhere", UriKind.Relative));

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.NotEmpty(answer.Headers.GetValues("x-request-id"));
    }
}
