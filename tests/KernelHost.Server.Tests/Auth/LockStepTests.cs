using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using KernelHost.Organizations;
using KernelHost.Security;
using Microsoft.Extensions.DependencyInjection;

namespace KernelHost.Server.Tests.Auth;

/// <summary>Whoever tries keys learns nothing from how they are refused.</summary>
public sealed partial class LockStepTests : IAsyncLifetime
{
    private readonly ManualTimeProvider _time = new();
    private KernelHostServer _server = null!;
    private string _expired = "", _revoked = "", _purged = "", _deleted = "", _suspended = "";

    public async Task InitializeAsync()
    {
        _server = KernelHostServer.Start(services => services.AddSingleton<TimeProvider>(_time));
        var (keys, organizations) = (_server.Services.GetRequiredService<ApiKeyDirectory>(), _server.Services.GetRequiredService<OrganizationDirectory>());
        _expired = (await _server.CreateTenantKeyAsync(Tenants.Embedded(), new("k", Role.OrgAdmin) { ExpiresAt = _time.GetUtcNow().AddSeconds(1) })).Key;
        _time.Advance(TimeSpan.FromSeconds(1));

        (var slug, _revoked) = await _server.CreateTenantKeyAsync(Tenants.Embedded());
        await keys.RevokeAsync(slug, keys.Authenticate(_revoked).Caller?.KeyId ?? "", Actor.Host, default);
        (slug, _purged) = await _server.CreateTenantKeyAsync(Tenants.Embedded());
        await organizations.PurgeAsync(slug, Actor.Host);
        (slug, _deleted) = await _server.CreateTenantKeyAsync(Tenants.Embedded());
        await organizations.DeleteAsync(slug, Actor.Host);
        (slug, _suspended) = await _server.CreateTenantKeyAsync(Tenants.Embedded());
        await organizations.UpdateAsync(slug, new(Status: OrganizationStatus.Suspended), Actor.Host);
    }

    public Task DisposeAsync() => _server.DisposeAsync().AsTask();

    [Theory]
    [InlineData("/v1/models")]
    [InlineData("/api/v1/organizations/system/config")]
    public async Task Every_refused_key_gets_the_same_bytes(string path)
    {
        string[] headers =
        [
            "", "Authorization:", "Authorization: Bearer", "Authorization: Bearer kh_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", $"Authorization: Bearer {new string('x', 4000)}",
            "Authorization: Basic dGVzdDp0ZXN0", $"Authorization: {_suspended}", "Authorization: Digest username=\"x\"", "X-Admin-Token: wrong",
            $"Authorization: Bearer {_expired}", $"Authorization: Bearer {_revoked}", $"Authorization: Bearer {_purged}", $"Authorization: Bearer {_deleted}",
            "Authorization: Bearer wrong\r\nX-Org: no-such",
        ];

        var answers = new List<string>();
        foreach (var header in headers)
        {
            answers.Add(await AskAsync(path, header));
        }

        Assert.StartsWith("HTTP/1.1 401 Unauthorized\r\n", answers[0], StringComparison.Ordinal);
        Assert.Contains("\r\nWWW-Authenticate: Bearer\r\n", answers[0], StringComparison.Ordinal);
        Assert.All(answers, answer => Assert.Equal(answers[0], answer));
    }

    [Fact]
    public async Task Only_a_good_key_is_told_that_its_organisation_is_suspended() =>
        Assert.StartsWith("HTTP/1.1 403 Forbidden\r\n", await AskAsync("/v1/models", $"Authorization: Bearer {_suspended}"), StringComparison.Ordinal);

    /// <summary>The whole answer as it came, but for the time of day; the request id is given, so it is the same.</summary>
    private async Task<string> AskAsync(string path, string header)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(_server.Address.Host, _server.Address.Port);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {_server.Address.Authority}\r\nx-request-id: one\r\nConnection: close\r\n{(header.Length > 0 ? header + "\r\n" : "")}\r\n"));
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return Date().Replace(await reader.ReadToEndAsync(), "");
    }

    [GeneratedRegex("Date: [^\r]*\r\n")]
    private static partial Regex Date();
}
