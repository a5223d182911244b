using KernelHost.Events;
using KernelHost.Plugins;
using KernelHost.Tests.Kernels;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.SemanticKernel;

namespace KernelHost.Tests.Plugins;

/// <summary>A plugins folder that changes while the host runs.</summary>
public sealed class PluginReloadTests : IDisposable
{
    private readonly PluginDirectory _directory = new();
    private readonly HostEvents _events = new();
    private readonly List<string> _told = [];

    public PluginReloadTests() => _events.Published += happened => _told.Add($"{happened.Kind} {happened.Subject}");

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_changed_folder_serves_its_new_version()
    {
        using var catalog = Load("Sample");
        Assert.Equal("TIDE-1", await VersionAsync(catalog));

        _directory.Changed("Sample", "TIDE-1", "TIDE-2").Changed("Sample", "1.2.3-beta", "1.2.4-beta");
        var changes = catalog.Reload();

        Assert.Equal("TIDE-2", await VersionAsync(catalog));
        Assert.Equal(["1.2.4-beta"], changes.Loaded.Select(plugin => plugin.Version).Distinct());
        Assert.Contains("plugin.loaded Tide", _told);
    }

    [Fact]
    public void A_look_at_what_has_not_changed_loads_nothing()
    {
        using var catalog = Load("Sample");
        var (plugins, version) = (catalog.Plugins, catalog.VersionFor(PluginDirectory.Scope));

        var changes = catalog.Reload();

        Assert.Empty(changes.Loaded);
        Assert.Equal(version, catalog.VersionFor(PluginDirectory.Scope));
        Assert.Equal(plugins.AsEnumerable(), catalog.Plugins);
    }

    [Fact]
    public void A_folder_that_appears_is_loaded_and_one_that_goes_is_taken_out()
    {
        using var catalog = Load("Wrong");

        _directory.With("Classifier");
        Assert.Equal(["Classifier"], catalog.Reload().Loaded.Select(plugin => plugin.Name));
        _directory.WithoutFolder("Classifier");
        Assert.Equal(["Classifier"], catalog.Reload().Unloaded.Select(plugin => plugin.Name));

        Assert.Null(catalog.Find("Classifier"));
        Assert.Equal(["plugin.loaded Classifier", "plugin.unloaded Classifier"], _told.Where(told => told.EndsWith(" Classifier", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_broken_version_leaves_the_one_before_it_serving_and_says_why()
    {
        using var catalog = Load("Sample");

        _directory.WithFile("Sample", "Sample.dll", "half an assembly");
        var changes = catalog.Reload();

        Assert.Equal("TIDE-1", await VersionAsync(catalog));
        Assert.Contains("cannot be loaded", Assert.Single(changes.Rejected).Reason, StringComparison.Ordinal);
        Assert.Contains("plugin.rejected Sample", _told);
        Assert.Same(changes.Rejected[0], Assert.Single(catalog.Problems));
        Assert.Empty(catalog.Reload().Rejected);   // told once
    }

    [Fact]
    public async Task A_version_repaired_after_a_broken_one_serves_and_the_problem_is_gone()
    {
        using var catalog = Load("Sample");
        _directory.WithFile("Sample", "Sample.dll", "half an assembly");
        catalog.Reload();

        _directory.WithoutFolder("Sample").With("Sample").Changed("Sample", "TIDE-1", "TIDE-3");
        catalog.Reload();

        Assert.Equal("TIDE-3", await VersionAsync(catalog));
        Assert.Empty(catalog.Problems);
    }

    [Fact]
    public void A_plugin_built_against_a_newer_contract_is_refused_with_both_versions()
    {
        using var catalog = Load("Sample");

        _directory.BuiltAgainst("Sample", "KernelHost.Abstractions", 99);
        var reason = Assert.Single(catalog.Reload().Rejected).Reason;

        Assert.Contains("It was built against KernelHost.Abstractions 99.", reason, StringComparison.Ordinal);
        Assert.Contains($"this host has {typeof(IOrganizationContext).Assembly.GetName().Version}", reason, StringComparison.Ordinal);
        Assert.NotNull(catalog.Find("Tide"));
    }

    [Fact]
    public void A_name_that_is_taken_stays_with_who_has_it_until_that_goes()
    {
        using var catalog = Load("Wrong");
        Assert.Equal("Wrong", catalog.Find("Sample")?.Folder);

        _directory.With("Sample");
        Assert.Contains(catalog.Reload().Rejected, problem => problem is { Folder: "Sample", Reason: "A plugin named 'Sample' is there already, from 'Wrong'." });
        Assert.Equal("Wrong", catalog.Find("Sample")?.Folder);

        _directory.WithoutFolder("Wrong");
        catalog.Reload();
        Assert.Equal("Sample", catalog.Find("Sample")?.Folder);
    }

    [Fact]
    public void A_folder_that_is_written_to_is_left_until_it_is_still()
    {
        using var catalog = Load("Sample");
        _directory.Changed("Sample", "1.2.3-beta", "1.2.4-beta");
        var seen = catalog.Prints();
        _directory.WithFile("Sample", "more.txt", "still copying");

        Assert.Empty(catalog.Reload(seen).Loaded);
        Assert.True(catalog.IsBehind(catalog.Prints()));
        Assert.NotEmpty(catalog.Reload(catalog.Prints()).Loaded);
        Assert.False(catalog.IsBehind(catalog.Prints()));
    }

    [Fact]
    public void A_plugins_folder_that_is_gone_for_a_moment_takes_no_plugin_out()
    {
        using var catalog = Load("Sample");
        Directory.Move(_directory.Path, _directory.Path + "-away");

        catalog.Reload();
        Assert.NotNull(catalog.Find("Tide"));
        Assert.Contains("does not exist", Assert.Single(catalog.Problems).Reason, StringComparison.Ordinal);

        Directory.Move(_directory.Path + "-away", _directory.Path);
        catalog.Reload();
        Assert.Empty(catalog.Problems);
    }

    [Fact]
    public async Task What_is_copied_into_the_folder_serves_by_itself()
    {
        using var catalog = Load("Classifier");
        var options = Options.Create(new PluginsOptions { Directory = _directory.Path, SettleTime = TimeSpan.FromMilliseconds(20), LookEvery = TimeSpan.FromMilliseconds(200) });
        using var watcher = new PluginWatcher(catalog, options, TimeProvider.System, NullLogger<PluginWatcher>.Instance);
        var changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        catalog.Changed += () => changed.TrySetResult();
        await watcher.StartAsync(default);

        _directory.With("Sample");
        await changed.Task.WaitAsync(TimeSpan.FromMinutes(1));
        await watcher.StopAsync(default);

        Assert.Equal("TIDE-1", await VersionAsync(catalog));
    }

    [Fact]
    public async Task A_folder_that_another_is_renamed_to_is_seen_each_time_without_looking()
    {
        using var catalog = Load("Sample");
        var options = Options.Create(new PluginsOptions { Directory = _directory.Path, SettleTime = TimeSpan.FromMilliseconds(20), LookEvery = TimeSpan.FromHours(1) });
        using var watcher = new PluginWatcher(catalog, options, TimeProvider.System, NullLogger<PluginWatcher>.Instance);
        await watcher.StartAsync(default);

        foreach (var version in new[] { "TIDE-2", "TIDE-3", "TIDE-4" })
        {
            var changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            catalog.Changed += () => changed.TrySetResult();
            using var next = new PluginDirectory().With("Sample").Changed("Sample", "TIDE-1", version);
            Directory.Move(Path.Combine(_directory.Path, "Sample"), Path.Combine(next.Path, "last"));
            Directory.Move(Path.Combine(next.Path, "Sample"), Path.Combine(_directory.Path, "Sample"));
            await changed.Task.WaitAsync(TimeSpan.FromMinutes(1));
            Assert.Equal(version, await VersionAsync(catalog));
        }

        await watcher.StopAsync(default);
    }

    private PluginCatalog Load(string plugin) =>
        new(Options.Create(new PluginsOptions { Directory = _directory.With(plugin).Path }), PluginDirectory.Organizations(), _events, TimeProvider.System, NullLogger<PluginCatalog>.Instance);

    private static async Task<string?> VersionAsync(PluginCatalog catalog)
    {
        var kernel = await TestSetup.Compile(TestSetup.TwoModels, TestSetup.Echo(), [catalog]).KernelAsync(default);
        return await kernel.InvokeAsync<string>("Tide", "version");
    }
}
