using System.Net;
using KernelHost.Security;
using KernelHost.Server.Tests.Secrets;

namespace KernelHost.Server.Tests.Plugins;

/// <summary>The secrets that an organisation gives its plugins, when the key they are encrypted with is renewed.</summary>
public sealed class PluginSecretRotationTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kernelhost-plugins-").FullName;
    private readonly string _data = Directory.CreateTempSubdirectory("kernelhost-rotation-").FullName;
    private readonly string _secret = Canaries.Of("station");

    public PluginSecretRotationTests() => SamplePlugins.CopyTo(_folder);

    [Fact]
    public async Task A_plugin_reads_its_secret_after_a_rotation_while_the_host_runs_on_and_when_the_new_key_is_all_there_is()
    {
        string slug, member, newKey;
        await using (var server = Start())
        {
            (slug, member) = await TenantAsync(server);
            var rotated = await server.Admin.TryPostAsync("/api/v1/admin/secrets/rotate");
            newKey = rotated.Json.GetProperty("key_id").GetString() ?? "";

            Assert.Equal((HttpStatusCode.OK, 0), (rotated.Status, rotated.Json.GetProperty("unreadable").GetInt32()));
            Assert.Equal($"Kiel Metres 60 {_secret}", await ReadAsync(server, member));
            await TellsNobodyAsync(server, slug);
        }

        var old = Directory.GetFiles(Path.Combine(_data, "keys"), "key-*.xml").Where(file => !file.Contains(newKey, StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(old);
        Array.ForEach(old, File.Delete);

        await using var again = Start();
        Assert.Equal($"Kiel Metres 60 {_secret}", await ReadAsync(again, member));
        await TellsNobodyAsync(again, slug);
    }

    public void Dispose()
    {
        Directory.Delete(_data, recursive: true);
        Directory.Delete(_folder, recursive: true);
    }

    private KernelHostServer Start() => KernelHostServer.Start(("KernelHost:DataDirectory", _data), ("Plugins:Directory", _folder), ("Plugins:Watch", "false"));

    private async Task<(string Slug, string Member)> TenantAsync(KernelHostServer server) => await server.CreateTenantKeyAsync(new
    {
        is_default = true,
        providers = new { embedded = new { models = new[] { "extractive" } } },
        plugins = new { Station = new { settings = new { name = "Kiel" }, secrets = new { api_key = _secret } } },
    });

    private static async Task<string?> ReadAsync(KernelHostServer server, string key)
    {
        using var client = server.Client(key);
        return (await client.TryPostAsync("/api/v1/plugins/Station/read", new { })).Json.GetProperty("result").GetString();
    }

    private async Task TellsNobodyAsync(KernelHostServer server, string slug)
    {
        using var admin = server.Client(await server.CreateKeyAsync(slug, new("admin", Role.OrgAdmin)));
        var organization = $"/api/v1/organizations/{slug}";
        var evidence = new Evidence();
        foreach (var path in new[]
        {
            $"{organization}/config", $"{organization}/config/versions", $"{organization}/config/versions/1", $"{organization}/export",
            "/api/v1/admin/plugins", "/api/v1/admin/audit", "/api/v1/plugins/Station",
        })
        {
            var answer = await admin.TryGetAsync(path);
            Assert.True(answer.Status == HttpStatusCode.OK, $"{path}: {answer.Text}");
            evidence.Add(path, answer.Text);
        }

        Assert.Contains("secrets_set", (await admin.TryGetAsync($"{organization}/config")).Text, StringComparison.Ordinal);
        evidence.AddFiles(_data);
        evidence.HoldsNoSecret();
    }
}
