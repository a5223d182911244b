using KernelHost.Kernels;
using KernelHost.Plugins;
using KernelHost.Providers;
using KernelHost.Routing;
using KernelHost.Security;
using KernelHost.Tests.Organizations;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace KernelHost.Tests.Kernels;

public class CallLogTests
{
    private readonly List<string> _lines = [];

    [Fact]
    public async Task An_answer_is_one_line()
    {
        await Client(TestSetup.Echo()).GetResponseAsync("secret question");

        var line = Assert.Single(_lines);
        Assert.Contains("default -> main/big answered", line, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_nobody_served_is_one_line_with_the_reason()
    {
        var down = new ScriptedProvider((_, _) => throw new ProviderException(FailureClass.Error, "down"));

        await Assert.ThrowsAsync<ProviderException>(() => Client(down).GetResponseAsync("hi"));

        Assert.Contains("default not served (reason error, attempts 2", Assert.Single(_lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_its_reader_left_is_not_called_answered()
    {
        await foreach (var _ in Client(TestSetup.Echo()).GetStreamingResponseAsync("hi"))
        {
            break;
        }

        Assert.Contains("main/big broken off", Assert.Single(_lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_client_writes_stays_on_one_short_line()
    {
        await Client(TestSetup.Echo(), "nope\nfake line " + new string('x', 1000)).GetResponseAsync("hi");

        Assert.Contains("nope?fake line xxx", Assert.Single(_lines), StringComparison.Ordinal);
        Assert.InRange(_lines[0].Length, 1, 400);
    }

    private IChatClient Client(IProviderKind provider, string? model = null)
    {
        using var factory = LoggerFactory.Create(logging => logging.AddProvider(new Lines(_lines)));
        var connections = new ProviderConnections(
            new(new FakeEnvironment(), Options.Create(new SecurityOptions())), new(Options.Create(new SecurityOptions { AllowedUpstreams = ["127.0.0.1"] })));
        var calls = new ModelCalls(connections, new([provider]), TestSetup.Forwarder(), new(new(TimeSpan.Zero, TimeSpan.Zero, Random.Shared), TimeProvider.System, NullLogger<FailoverLoop>.Instance), new(new(), TimeProvider.System), new(), TimeProvider.System, factory.CreateLogger<ModelCalls>());
        var kernels = new KernelFactory(new(factory, TimeProvider.System), [], [], new(Options.Create(new PluginsOptions())), NullLogger<KernelFactory>.Instance);
        return new SetupSnapshot("acme", "default", TestSetup.TwoModels, calls, kernels).Chat(new() { Model = model });
    }

    private sealed class Lines(List<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            lines.Add(formatter(state, exception));

        public void Dispose()
        {
        }
    }
}
