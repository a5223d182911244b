using KernelHost.Kernels;
using KernelHost.Plugins;
using KernelHost.Tests.Organizations;
using Microsoft.Extensions.Logging;
using Microsoft.SemanticKernel;

namespace KernelHost.Tests.Kernels;

/// <summary>Kernels of sources whose plugins change.</summary>
public sealed class PluginSourceTests : IDisposable
{
    private readonly FakeLog _log = new();

    public void Dispose() => _log.Dispose();

    [Fact]
    public async Task A_kernel_is_built_anew_when_a_source_has_something_else_and_who_has_the_old_one_keeps_it()
    {
        var source = new Source("One");
        var setup = Compile(source);
        var before = await setup.KernelAsync(default);
        Assert.Same(before, await setup.KernelAsync(default));

        source.Change("Two");
        var after = await setup.KernelAsync(default);

        Assert.Equal(["One"], Names(before));
        Assert.Equal(["Two"], Names(after));
    }

    [Fact]
    public async Task A_kernel_that_is_current_is_there_at_once()
    {
        var setup = Compile(new Source("One"));
        await setup.KernelAsync(default);

        var again = setup.KernelAsync(default).AsTask();

        Assert.True(again.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Callers_that_come_while_it_is_built_wait_for_the_same_kernel()
    {
        var source = new Source("One") { Gate = new() };
        var setup = Compile(source);

        var callers = Enumerable.Range(0, 8).Select(_ => setup.KernelAsync(default).AsTask()).ToList();
        source.Gate.SetResult();

        Assert.Single((await Task.WhenAll(callers)).Distinct());
        Assert.Equal(1, source.Built);
    }

    [Fact]
    public async Task Whoever_comes_after_a_change_does_not_get_what_was_begun_before_it()
    {
        var source = new Source("One") { Gate = new() };
        var setup = Compile(source);
        var early = setup.KernelAsync(default).AsTask();

        source.Change("Two");
        var late = setup.KernelAsync(default).AsTask();
        source.Gate.SetResult();
        await early;

        Assert.Equal(["Two"], Names(await late));
        Assert.Equal(["Two"], Names(await setup.KernelAsync(default)));
    }

    [Fact]
    public async Task A_caller_that_gives_up_takes_the_kernel_from_nobody_else()
    {
        var source = new Source("One") { Gate = new() };
        var setup = Compile(source);
        using var gone = new CancellationTokenSource();
        var first = setup.KernelAsync(gone.Token).AsTask();
        var second = setup.KernelAsync(default).AsTask();

        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        source.Gate.SetResult();

        Assert.Equal(["One"], Names(await second));
    }

    [Fact]
    public async Task A_source_that_fails_is_logged_and_the_others_plugins_are_there()
    {
        var setup = Compile(new Source("One") { Failure = new InvalidOperationException("no server") }, new Source("Two"));

        Assert.Equal(["Two"], Names(await setup.KernelAsync(default)));
        Assert.Contains("no server", _log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_two_sources_plugins_with_one_name_the_first_is_there_and_the_log_tells()
    {
        var setup = Compile(new Source("Same"), new Source("same"));

        Assert.Equal(["Same"], Names(await setup.KernelAsync(default)));
        Assert.Contains("Two plugins named same", _log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_source_is_told_whose_kernel_it_is()
    {
        var source = new Source("One");

        await Compile(source).KernelAsync(default);

        Assert.Equal(("acme", "default", TestSetup.TwoModels), (source.Scope?.Organization, source.Scope?.SetupName, source.Scope?.Setup));
    }

    private SetupSnapshot Compile(params IPluginSource[] sources) => TestSetup.Compile(TestSetup.TwoModels, TestSetup.Echo(), sources, new Logger<KernelFactory>(new LoggerFactory([_log])));

    private static string[] Names(Kernel kernel) => [.. kernel.Plugins.Select(plugin => plugin.Name)];

    private sealed class Source(string plugin) : IPluginSource
    {
        private volatile string _plugin = plugin;
        private long _version;
        private int _built;

        public Exception? Failure { get; init; }

        public TaskCompletionSource? Gate { get; init; }

        public PluginScope? Scope { get; private set; }

        public int Built => _built;

        public void Change(string plugin)
        {
            _plugin = plugin;
            Interlocked.Increment(ref _version);
        }

        public long VersionFor(PluginScope scope) => Interlocked.Read(ref _version);

        public async ValueTask<IReadOnlyList<KernelPlugin>> CreateForAsync(PluginScope scope, IServiceProvider services, CancellationToken cancellationToken)
        {
            var plugin = _plugin;
            Scope = scope;
            Interlocked.Increment(ref _built);
            await (Gate?.Task ?? Task.CompletedTask);
            return Failure is null ? [KernelPluginFactory.CreateFromFunctions(plugin, [KernelFunctionFactory.CreateFromMethod(() => plugin, "name")])] : throw Failure;
        }
    }
}
