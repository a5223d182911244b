using System.Net;

namespace KernelHost.Server.Tests.Auth;

public sealed class KeyInUrlTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    [Theory]
    [InlineData("/healthz?x=kh_abc")]
    [InlineData("/healthz?x=%6Bh_abc")]
    [InlineData("/healthz?kh_abc")]
    [InlineData("/v1/models?api_key=test-admin-key")]
    [InlineData("/v1/models?Access_Token=something")]
    [InlineData("/v1/models?token=kh_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("/api/v1/admin/audit?key=test-admin-key")]
    [InlineData("/openapi/v1.json?limit=1&api_key=12345678")]
    [InlineData("/no/such/address?api_key=12345678")]
    [InlineData("/v1/models/kh_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("/kh_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/x")]
    public async Task A_key_in_an_address_is_refused_with_the_remedy_and_not_repeated(string path)
    {
        var answer = await fixture.Server.Admin.TryGetAsync(path);

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains("\"key_in_url\"", answer.Text, StringComparison.Ordinal);
        Assert.Contains("Authorization: Bearer", answer.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("kh_", answer.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/healthz?key=key_0198c0de000070008000000000000001")]
    [InlineData("/healthz?token=")]
    [InlineData("/healthz?model=openai%2Fgpt-4o&limit=10")]
    [InlineData("/healthz?q=khaki+kh")]
    public async Task Other_parameters_are_nobodys_business(string path) =>
        Assert.Equal(HttpStatusCode.OK, (await fixture.Server.Admin.TryGetAsync(path)).Status);
}
