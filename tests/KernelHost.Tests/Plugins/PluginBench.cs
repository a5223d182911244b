using System.Text.Json;
using KernelHost.Plugins;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;

namespace KernelHost.Tests.Plugins;

/// <summary>The built plugins in a kernel of two scripted models, called as the server calls them.</summary>
internal sealed class PluginBench : ISmallFastModel
{
    private static readonly Lazy<PluginCatalog> Built = new(() => PluginDirectory.Load(path: null));

    private readonly ScriptedWorld _world = ScriptedWorld.With(new([]));
    private readonly PluginInvoker _invoker;

    /// <param name="smallFast">Instead of <see cref="SmallFast"/>.</param>
    public PluginBench(IChatClient? smallFast = null)
    {
        var builder = Kernel.CreateBuilder();
        builder.Services
            .AddSingleton<ISmallFastModel>(this)
            .AddSingleton<IOrganizationContext>(new Organization("acme", "default"))
            .AddSingleton<TimeProvider>(Clock)
            .AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance)
            .AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        // The selector that comes with a kernel takes the last one for "default".
        foreach (var (id, model) in new (string, IChatClient)[] { (ServiceIds.SmallFast, smallFast ?? SmallFast), (ServiceIds.Default, Default) })
            builder.Services.AddKeyedSingleton(id, (provider, _) => model.AsChatCompletionService(provider));

        Kernel = builder.Build();
        foreach (var plugin in Built.Value.CreateFor(PluginDirectory.Scope, Kernel.Services))
            Kernel.Plugins.Add(plugin);
        _invoker = new(Options.Create(new PluginsOptions()), new(Options.Create(new PluginsOptions())), Clock, NullLogger<PluginInvoker>.Instance);
    }

    public ScriptedModel SmallFast => _world.Models[ServiceIds.SmallFast];

    public ScriptedModel Default => _world.Models[ServiceIds.Default];

    public ManualTimeProvider Clock => _world.Clock;

    public Kernel Kernel { get; }

    public bool IsConfigured { get; init; } = true;

    public ModelIdentity? Model => new("ollama", "small");

    /// <param name="arguments">Anything that is a JSON object.</param>
    public Task<JsonElement> InvokeAsync(string plugin, string function, object arguments, CancellationToken cancellationToken = default)
    {
        var json = JsonSerializer.SerializeToElement(arguments).EnumerateObject().ToDictionary(member => member.Name, member => member.Value);
        return _invoker.InvokeAsync(Kernel, plugin, function, json, cancellationToken);
    }

    /// <summary>The same, with a model that never answers, until the plugin gives up on it.</summary>
    public async Task<JsonElement> InvokeUntilAsync(TimeSpan limit, string plugin, string function, object arguments)
    {
        var invocation = InvokeAsync(plugin, function, arguments);
        await Clock.TimerSetAsync(limit);
        Clock.Advance(limit);
        return await invocation;
    }

    public Task<ChatResponse> AskAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        ((IChatClient)SmallFast).GetResponseAsync(messages, options, cancellationToken);

    public IAsyncEnumerable<ChatResponseUpdate> AskStreamingAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        ((IChatClient)SmallFast).GetStreamingResponseAsync(messages, options, cancellationToken);

    private sealed record Organization(string Slug, string Setup) : IOrganizationContext
    {
        string IOrganizationContext.Organization => Slug;
    }
}
