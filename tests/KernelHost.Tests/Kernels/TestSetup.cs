using KernelHost.Forwarding;
using KernelHost.Kernels;
using KernelHost.Organizations;
using KernelHost.Plugins;
using KernelHost.Providers;
using KernelHost.Routing;
using KernelHost.Security;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.SemanticKernel;

namespace KernelHost.Tests.Kernels;

/// <summary>A compiled setup over a scripted provider, without a store or a server.</summary>
internal static class TestSetup
{
    /// <summary>Provider <c>main</c> with models big and small; big is the default, small the small-fast model, "coder" a named model.</summary>
    public static Setup TwoModels { get; } = new()
    {
        Providers = new([new("main", new() { Kind = ProviderKinds.Universal, Models = [new("big", ModelType.Llm), new("small", ModelType.Llm)] })]),
        GlobalDefaultModel = new("main", "big"),
        SmallFastModel = new("main", "small"),
        Models = [new() { Name = "coder", Provider = "main", Model = "big" }],
    };

    public static SetupSnapshot Compile(Setup setup, IProviderKind provider, params KernelPlugin[] plugins) => Compile(setup, provider, [new Given(plugins)]);

    public static SetupSnapshot Compile(Setup setup, IProviderKind provider, IEnumerable<IPluginSource> sources, ILogger<KernelFactory>? logger = null)
    {
        var connections = new ProviderConnections(
            new EnvironmentSecrets(new NoEnvironment(), Options.Create(new SecurityOptions())), new(Options.Create(new SecurityOptions { AllowedUpstreams = ["127.0.0.1"] })));
        var calls = new ModelCalls(connections, new([provider]), Forwarder(), new(new(TimeSpan.Zero, TimeSpan.Zero, Random.Shared), TimeProvider.System, NullLogger<FailoverLoop>.Instance), new(new(), TimeProvider.System), new(), TimeProvider.System, NullLogger<ModelCalls>.Instance);
        var factory = new KernelFactory(new(NullLoggerFactory.Instance, TimeProvider.System), sources, [], new(Options.Create(new PluginsOptions())), logger ?? NullLogger<KernelFactory>.Instance);
        return new("acme", "default", setup, calls, factory);
    }

    public static Forwarder Forwarder()
    {
        var gate = new UpstreamGate(new(Options.Create(new SecurityOptions())), new SystemResolver(), NullLogger<UpstreamGate>.Instance);
        return new(new(new(gate, TimeProvider.System), TimeProvider.System));
    }

    /// <summary>A provider that answers every call with "model: last message".</summary>
    public static ScriptedProvider Echo() => new((model, messages) => Text($"{model}: {messages[^1].Text}"));

    public static ChatResponse Text(string text) => new(new ChatMessage(ChatRole.Assistant, text)) { FinishReason = ChatFinishReason.Stop, Usage = new() { InputTokenCount = 3, OutputTokenCount = 2 } };

    private sealed class Given(KernelPlugin[] plugins) : IPluginSource
    {
        public long VersionFor(PluginScope scope) => 0;

        public ValueTask<IReadOnlyList<KernelPlugin>> CreateForAsync(PluginScope scope, IServiceProvider services, CancellationToken cancellationToken) => new(plugins);
    }

    private sealed class NoEnvironment : IEnvironment
    {
        public string? Get(string name) => null;
    }
}
