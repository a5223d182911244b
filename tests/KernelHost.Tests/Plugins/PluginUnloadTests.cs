using System.Runtime.CompilerServices;
using System.Text.Json;
using KernelHost.Kernels;
using KernelHost.Plugins;
using KernelHost.Tests.Kernels;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace KernelHost.Tests.Plugins;

/// <summary>What an old version of a plugin leaves behind: nothing.</summary>
public sealed class PluginUnloadTests : IDisposable
{
    private readonly PluginDirectory _directory = new PluginDirectory().With("Sample");
    private readonly PluginInvoker _invoker = new(Options.Create(new PluginsOptions()), new(Options.Create(new PluginsOptions())), TimeProvider.System, NullLogger<PluginInvoker>.Instance);

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task After_a_reload_under_calls_the_old_version_is_gone_from_memory_and_no_call_failed()
    {
        using var catalog = _directory.Load();
        var setup = TestSetup.Compile(TestSetup.TwoModels, TestSetup.Echo(), [catalog]);
        using var stop = new CancellationTokenSource();
        var callers = Enumerable.Range(0, 4).Select(_ => Task.Run(() => CallUntilAsync(setup, stop.Token))).ToArray();

        for (var version = 2; version <= 4; version++)
        {
            _directory.Changed("Sample", $"TIDE-{version - 1}", $"TIDE-{version}");
            catalog.Reload();
            Assert.Equal($"TIDE-{version}", (await CallAsync(setup)).GetProperty("version").GetString());
        }

        await stop.CancelAsync();
        Assert.All(await Task.WhenAll(callers), calls => Assert.True(calls > 0));
        await GoneAsync(catalog, serving: 1);
    }

    [Fact]
    public async Task A_hundred_reloads_leave_nothing_behind()
    {
        using var catalog = _directory.Load();
        var setup = TestSetup.Compile(TestSetup.TwoModels, TestSetup.Echo(), [catalog]);

        for (var reload = 0; reload < 100; reload++)
        {
            await CallAsync(setup);
            _directory.Changed("Sample", reload % 2 == 0 ? "TIDE-1" : "TIDE-2", reload % 2 == 0 ? "TIDE-2" : "TIDE-1").WithFile("Sample", "touched.txt", $"{reload}");
            Assert.NotEmpty(catalog.Reload().Loaded);
        }

        await CallAsync(setup);
        await GoneAsync(catalog, serving: 1);
    }

    [Fact]
    public async Task A_running_call_keeps_its_version_and_may_load_more_of_it_after_the_swap()
    {
        using var catalog = _directory.With("Wrong").Load();
        var setup = TestSetup.Compile(TestSetup.TwoModels, TestSetup.Echo(), [catalog]);
        var kernel = await setup.KernelAsync(default);

        _directory.WithoutFolder("Wrong");
        catalog.Reload();
        catalog.Worlds.Sweep();
        var greeted = await _invoker.InvokeAsync(kernel, "Fine", "greet", Arguments("""{"name": "Ada"}"""), default);

        Assert.Equal("Hello, Ada!", greeted.GetString());
        Assert.False((await setup.KernelAsync(default)).Plugins.TryGetPlugin("Fine", out _));
    }

    [Fact]
    public async Task An_instance_is_disposed_when_its_kernel_is_gone_and_never_before()
    {
        using var catalog = _directory.Load();
        var setup = TestSetup.Compile(TestSetup.TwoModels, TestSetup.Echo(), [catalog]);
        var kernel = await setup.KernelAsync(default);
        _directory.WithFile("Sample", "touched.txt", "now");
        catalog.Reload();
        setup.DropStaleKernel();

        catalog.Worlds.Sweep();

        Assert.Equal("TIDE-1", (await _invoker.InvokeAsync(kernel, "Tide", "version", Arguments("{}"), default)).GetString());   // it throws when it is disposed
        Assert.True(catalog.IsDraining);
        GC.KeepAlive(kernel);
    }

    private async Task<int> CallUntilAsync(SetupSnapshot setup, CancellationToken stop)
    {
        var calls = 0;
        for (; !stop.IsCancellationRequested; calls++)
            await CallAsync(setup);
        return calls;
    }

    // Not inlined, so that no frame of the test's holds a kernel.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private async Task<JsonElement> CallAsync(SetupSnapshot setup)
    {
        var kernel = await setup.KernelAsync(default);
        var levels = await _invoker.InvokeAsync(kernel, "Tide", "levels", Arguments("""{"to": 3}"""), default);
        await _invoker.InvokeAsync(kernel, "Tide", "read", Arguments("""{"answer": "{\"levels\": []}"}"""), default);
        return await _invoker.InvokeAsync(kernel, "Tide", "turn", new Dictionary<string, JsonElement> { ["water"] = JsonSerializer.SerializeToElement(new { levels }) }, default);
    }

    private static Dictionary<string, JsonElement> Arguments(string json) =>
        JsonDocument.Parse(json).RootElement.EnumerateObject().ToDictionary(member => member.Name, member => member.Value);

    private static async Task GoneAsync(PluginCatalog catalog, int serving)
    {
        // What the serializer remembers of a type it forgets a second after its last use, when it learns another.
        for (var sweeps = 0; sweeps < 100 && catalog.Worlds.Alive > serving; sweeps++)
        {
            catalog.Worlds.Sweep();
            await Task.Delay(100);
        }

        Assert.Equal(serving, catalog.Worlds.Alive);
    }
}
