using System.Net;
using System.Text.Json;
using KernelHost.Security;

namespace KernelHost.Server.Tests.Plugins;

/// <summary>Plugins that come, change and go while the server answers.</summary>
public sealed class PluginReloadTests : IAsyncLifetime
{
    private const string Reload = "/api/v1/admin/plugins/reload";

    private readonly string _folder = Directory.CreateTempSubdirectory("kernelhost-plugins-").FullName;
    private KernelHostServer _server = null!;

    private string Classifier => Path.Combine(_folder, "Classifier");

    public Task InitializeAsync()
    {
        _server = KernelHostServer.Start(("Plugins:Directory", _folder), ("Plugins:Watch", "false"));
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_plugin_that_is_copied_in_serves_after_a_reload_and_is_gone_after_the_one_that_misses_it()
    {
        Assert.Equal([], await ListedAsync());

        CopyClassifier();
        var loaded = await _server.Admin.TryPostAsync(Reload);
        Assert.Equal("Classifier", Assert.Single(loaded.Json.GetProperty("loaded").EnumerateArray()).GetProperty("name").GetString());
        Assert.Equal(["Classifier"], await ListedAsync());
        Assert.Equal(HttpStatusCode.OK, (await ClassifyAsync()).Status);

        Directory.Delete(Classifier, recursive: true);
        var gone = await _server.Admin.TryPostAsync(Reload);
        Assert.Equal("Classifier", Assert.Single(gone.Json.GetProperty("unloaded").EnumerateArray()).GetProperty("name").GetString());
        Assert.Equal(HttpStatusCode.NotFound, (await ClassifyAsync()).Status);
    }

    [Fact]
    public async Task A_broken_version_is_refused_with_the_reason_and_the_old_one_answers()
    {
        CopyClassifier();
        await _server.Admin.TryPostAsync(Reload);

        await File.WriteAllTextAsync(Path.Combine(Classifier, "Classifier.dll"), "half a file");
        var answer = await _server.Admin.TryPostAsync(Reload);

        var again = await _server.Admin.TryPostAsync(Reload);

        foreach (var told in new[] { answer, again })   // as long as it is so
            Assert.Equal("Classifier", Assert.Single(told.Json.GetProperty("rejected").EnumerateArray()).GetProperty("folder").GetString());
        Assert.Equal(HttpStatusCode.OK, (await ClassifyAsync()).Status);
        var listed = Assert.Single((await _server.Admin.TryGetAsync("/api/v1/admin/plugins")).Json.GetProperty("items").EnumerateArray());
        Assert.Equal(("Classifier", "outdated"), (listed.GetProperty("name").GetString(), listed.GetProperty("status").GetString()));
        Assert.Contains("cannot be loaded", listed.GetProperty("reason").GetString(), StringComparison.Ordinal);
        Assert.NotEqual(JsonValueKind.Null, listed.GetProperty("loaded_at").ValueKind);
        var events = (await _server.Admin.TryGetAsync("/api/v1/admin/events?kind=plugin.*")).Json.GetProperty("items").EnumerateArray();
        Assert.Equal(["plugin.rejected", "plugin.loaded"], events.Select(happened => happened.GetProperty("kind").GetString()));
    }

    [Fact]
    public async Task Only_a_system_admin_reloads_and_the_audit_log_tells()
    {
        using var admin = await _server.CreateTenantAsync(Tenants.Embedded(), new("admin", Role.OrgAdmin));

        Assert.Equal(HttpStatusCode.Forbidden, (await admin.TryPostAsync(Reload)).Status);
        await _server.Admin.TryPostAsync(Reload);

        var entries = (await _server.Admin.TryGetAsync("/api/v1/admin/audit?kind=plugins.reloaded")).Json.GetProperty("items");
        Assert.Equal(1, entries.GetArrayLength());
    }

    private async Task<IEnumerable<string?>> ListedAsync() =>
        (await _server.Admin.TryGetAsync("/api/v1/plugins")).Json.GetProperty("items").EnumerateArray().Select(plugin => plugin.GetProperty("name").GetString());

    private Task<Exchange> ClassifyAsync() =>
        _server.Admin.TryPostAsync("/api/v1/plugins/Classifier/classify", new { arguments = new { text = "My invoice is wrong", labels = new[] { "billing", "travel" } } });

    private void CopyClassifier()
    {
        Directory.CreateDirectory(Classifier);
        foreach (var file in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "plugins", "Classifier")))
            File.Copy(file, Path.Combine(Classifier, Path.GetFileName(file)));
    }
}
