using KernelHost.Kernels;
using KernelHost.Plugins;
using KernelHost.Providers;
using KernelHost.Tests.Organizations;

namespace KernelHost.Tests.Kernels;

public class SnapshotCacheTests
{
    private const string Small = """{"setups": {"default": {"providers": {"embedded": {"models": ["extractive-mini"]}}, "global_default_model": {"provider": "embedded", "model": "extractive-mini"}}}}""";
    private const string Large = """{"setups": {"default": {"providers": {"embedded": {"models": ["extractive"]}}, "global_default_model": {"provider": "embedded", "model": "extractive"}}}}""";

    [Fact]
    public async Task A_change_is_what_the_next_call_sees_and_running_calls_keep_their_snapshot()
    {
        await using var host = await TestHost.StartAsync(configure: services => services.AddProviders().AddPlugins().AddKernels());
        await host.CreateAsync(Small);
        var cache = host.Get<SnapshotCache>();
        var before = await cache.GetAsync("acme");
        Assert.Same(before, await cache.GetAsync("acme"));

        await host.PutAsync(Large);

        var after = await cache.GetAsync("acme");
        Assert.Equal(("extractive-mini", "extractive"), (DefaultOf(before), DefaultOf(after)));
        Assert.Equal((1L, 2L), (before?.Version, after?.Version));
    }

    [Fact]
    public async Task Kernels_are_built_when_first_asked_for_and_once()
    {
        await using var host = await TestHost.StartAsync(configure: services => services.AddProviders().AddPlugins().AddKernels());
        await host.CreateAsync(Small);

        var setup = (await host.Get<SnapshotCache>().GetAsync("acme"))?.FindSetup(null);

        Assert.NotNull(setup);
        Assert.Same(await setup.KernelAsync(default), await setup.KernelAsync(default));
    }

    [Fact]
    public async Task There_is_no_snapshot_of_an_organisation_that_is_not_there()
    {
        await using var host = await TestHost.StartAsync(configure: services => services.AddProviders().AddPlugins().AddKernels());

        Assert.Null(await host.Get<SnapshotCache>().GetAsync("nobody"));
    }

    private static string? DefaultOf(OrgSnapshot? snapshot) => snapshot?.FindSetup(null)?.Models.GlobalDefault?.Model;
}
