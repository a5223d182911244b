using System.Text.Json;
using KernelHost.Benchmarks.Host;
using KernelHost.Kernels;
using KernelHost.Organizations;
using KernelHost.Plugins;
using KernelHost.Security;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using Parrot;

namespace KernelHost.Benchmarks.Plugins;

/// <summary>The engine in this process, with one organisation that has the plugin, and the ways to call that here.</summary>
internal sealed class EngineCalls : IAsyncDisposable
{
    public const string Text = "Pieces of eight!";

    private const string Slug = "harbour";

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("kernelhost-benchmark-");
    private readonly ServiceProvider _services;

    private EngineCalls(string plugins) => _services = KernelsCommand.Wire(_data.FullName, plugins);

    public static async Task<EngineCalls> StartAsync(string plugins)
    {
        var calls = new EngineCalls(plugins);
        await calls._services.GetRequiredService<HostStartup>().InitializeAsync();
        await calls._services.GetRequiredService<OrganizationDirectory>().CreateAsync(Slug, Slug, """{"setups": {"default": {}}}"""u8.ToArray(), new("benchmark", Role.SystemAdmin));
        return calls;
    }

    public CallWay Direct { get; } = new("the method, called directly", calls =>
    {
        var (parrot, said) = (new ParrotPlugin(), "");
        for (; calls > 0; calls--)
        {
            said = parrot.Say(Text);
        }

        return Check(said);
    });

    /// <summary>As a plugin's developer would without a host; the same function as the host's, in the same kernel.</summary>
    public async Task<CallWay> ByKernelAsync()
    {
        var kernel = await (await SetupAsync()).KernelAsync(default);
        return new("the kernel's own `InvokeAsync`", async calls =>
        {
            for (var said = ""; calls > 0; calls--)
            {
                said = await kernel.InvokeAsync<string>("Parrot", "say", new KernelArguments { ["text"] = Text });
                await Check(said);
            }
        });
    }

    /// <summary>What the endpoint does between reading the request and writing the answer.</summary>
    public CallWay ByHost()
    {
        var invoker = _services.GetRequiredService<PluginInvoker>();
        var arguments = new Dictionary<string, JsonElement> { ["text"] = JsonSerializer.SerializeToElement(Text) };
        return new("the host's invoke: organisation, role, limits, JSON in and out", async calls =>
        {
            using var caller = new CancellationTokenSource();
            for (; calls > 0; calls--)
            {
                var setup = await SetupAsync();
                PluginAccess.Require(setup.Setup, "Parrot", Role.Member);
                var said = await invoker.InvokeAsync(await setup.KernelAsync(caller.Token), "Parrot", "say", arguments, caller.Token);
                await Check(said.GetString());
            }
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        _data.Delete(recursive: true);
    }

    private async ValueTask<SetupSnapshot> SetupAsync() =>
        (await _services.GetRequiredService<SnapshotCache>().GetAsync(Slug))?.FindSetup(null) ?? throw new InvalidOperationException("The organisation has no setup.");

    private static Task Check(string? said) => said == Text ? Task.CompletedTask : throw new InvalidOperationException($"The plugin said '{said}'.");
}
