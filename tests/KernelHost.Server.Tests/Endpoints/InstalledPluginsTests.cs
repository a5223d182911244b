using System.Net;
using KernelHost.Security;

namespace KernelHost.Server.Tests.Endpoints;

public sealed class InstalledPluginsTests : IAsyncLifetime
{
    private const string Path = "/api/v1/admin/plugins";

    private readonly string _folder = Directory.CreateTempSubdirectory("kernelhost-plugins-").FullName;
    private KernelHostServer _server = null!;

    public Task InitializeAsync()
    {
        Directory.CreateDirectory(System.IO.Path.Combine(_folder, "Broken"));
        File.WriteAllText(System.IO.Path.Combine(_folder, "Broken", "Broken.dll"), "no library");
        _server = KernelHostServer.Start(("Plugins:Directory", _folder));
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_broken_plugin_is_listed_with_what_is_wrong()
    {
        var answer = await _server.Admin.TryGetAsync(Path);

        var broken = Assert.Single(answer.Json.GetProperty("items").EnumerateArray());
        Assert.Equal(("Broken", "broken"), (broken.GetProperty("name").GetString(), broken.GetProperty("status").GetString()));
        Assert.NotEqual("", broken.GetProperty("reason").GetString());
        Assert.DoesNotContain(_folder, answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_member_does_not_see_it()
    {
        using var member = await _server.CreateTenantAsync(Tenants.Embedded(), new("web", Role.Member));

        Assert.Equal(HttpStatusCode.Forbidden, (await member.TryGetAsync(Path)).Status);
    }
}
