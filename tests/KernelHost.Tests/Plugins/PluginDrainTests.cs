using System.Runtime.CompilerServices;
using KernelHost.Events;
using KernelHost.Kernels;
using KernelHost.Plugins;
using KernelHost.Tests.Kernels;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace KernelHost.Tests.Plugins;

/// <summary>When what old versions hold is freed, by the clock.</summary>
public sealed class PluginDrainTests : IDisposable
{
    private static readonly TimeSpan[] Pauses = [TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(60)];

    private readonly PluginDirectory _directory = new PluginDirectory().With("Sample");
    private readonly ManualTimeProvider _clock = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task A_version_that_goes_while_another_is_held_for_long_is_freed_as_soon_as_if_it_were_alone()
    {
        using var catalog = new PluginCatalog(Options.Create(new PluginsOptions { Directory = _directory.Path }), PluginDirectory.Organizations(), new HostEvents(), TimeProvider.System, NullLogger<PluginCatalog>.Instance);
        using var drain = new PluginDrain(catalog, _clock);
        var setup = TestSetup.Compile(TestSetup.TwoModels, TestSetup.Echo(), [catalog]);
        await drain.StartAsync(default);
        var held = await setup.KernelAsync(default);
        await ReplaceAsync(catalog, setup, "TIDE-1", "TIDE-2");
        foreach (var pause in Pauses[..^1])
        {
            await _clock.TimerSetAsync(pause);
            _clock.Advance(pause);
        }

        await _clock.TimerSetAsync(Pauses[^1]);   // the call that holds it takes long: nobody looks for a minute
        await ReplaceAsync(catalog, setup, "TIDE-2", "TIDE-3");
        await _clock.TimerSetAsync(Pauses[0]);

        Assert.Equal("TIDE-1", await held.InvokeAsync<string>("Tide", "version"));
        await drain.StopAsync(default);
    }

    // Not inlined, so that no frame of the test's holds a kernel.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task ReplaceAsync(PluginCatalog catalog, SetupSnapshot setup, string from, string to)
    {
        _directory.Changed("Sample", from, to);
        catalog.Reload();
        Assert.Equal(to, await (await setup.KernelAsync(default)).InvokeAsync<string>("Tide", "version"));
    }
}
