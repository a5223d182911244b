using KernelHost.Kernels;
using KernelHost.Plugins;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.ChatCompletion;

namespace KernelHost.Testing;

/// <summary>What a <see cref="PluginKernel"/> is to have. For one thread.</summary>
public sealed class PluginKernelBuilder
{
    private readonly List<Type> _plugins;
    private readonly List<string> _models = [];
    private readonly ServiceCollection _settings = [];
    private (string Slug, string Setup) _organization = ("acme", "default");
    private bool _hasSmallFast = true;

    internal PluginKernelBuilder(Type plugin) => _plugins = [plugin];

    /// <summary>Another plugin in the same kernel, for the first one to call.</summary>
    public PluginKernelBuilder With<TPlugin>()
        where TPlugin : class
    {
        _plugins.Add(typeof(TPlugin));
        return this;
    }

    /// <summary>Further models beside <c>default</c> and <c>small-fast</c>: named models, or <c>provider/model</c>.</summary>
    public PluginKernelBuilder WithModels(params string[] serviceIds)
    {
        _models.AddRange(serviceIds);
        return this;
    }

    /// <summary>The organisation configured no small-fast model: what is asked of it goes to the default model.</summary>
    public PluginKernelBuilder WithoutSmallFast()
    {
        _hasSmallFast = false;
        return this;
    }

    /// <summary>Whose kernel it is; <c>acme</c> and <c>default</c> unless said.</summary>
    public PluginKernelBuilder Organization(string slug, string setup = "default")
    {
        _organization = (slug, setup);
        return this;
    }

    /// <summary>What the plugin's constructor gets as <see cref="IOptions{TOptions}"/>. Of a type for which none are given it gets new ones.</summary>
    public PluginKernelBuilder Settings<T>(T settings)
        where T : class
    {
        _settings.AddSingleton(Options.Create(settings));
        return this;
    }

    /// <summary>Makes the kernel, and the plugins as the host makes them.</summary>
    /// <exception cref="PluginTestException">The host could not make the plugin: it has no function, or its constructor asks for what is not offered.</exception>
    public PluginKernel Build()
    {
        var ids = new KernelServiceIds(_models);
        var world = ScriptedWorld.With(ids);
        var smallFast = world.Models[_hasSmallFast ? ServiceIds.SmallFast : ServiceIds.Default];

        var services = new ServiceCollection()
            .AddOptions()
            .AddSingleton<TimeProvider>(world.Clock)
            .AddSingleton<ILoggerFactory>(world.Logs)
            .AddSingleton(typeof(ILogger<>), typeof(Logger<>))
            .AddSingleton<IOrganizationContext>(new OrganizationContext(_organization.Slug, _organization.Setup))
            .AddSingleton<IKnowledgeSearch>(world.Knowledge)
            .AddSingleton<ISmallFastModel>(new SmallFastService(smallFast))
            .AddSingleton<IAIServiceSelector>(HostServiceSelector.Instance)
            .AddSingleton(ids);
        foreach (var (id, model) in world.Models)
            AddModel(services, id, id == ServiceIds.SmallFast ? smallFast : model);
        foreach (var settings in _settings)
            services.Add(settings);

        var provider = services.BuildServiceProvider();
        var kernel = new Kernel(provider, [.. _plugins.Select(type => Make(type, provider))]);
        return new(kernel, kernel.Plugins[PluginClass.NameOf(_plugins[0])], world, provider);
    }

    private static void AddModel(IServiceCollection services, string id, ScriptedModel model)
    {
        services
            .AddKeyedSingleton(id, (provider, _) => new ChatClientBuilder(model).UseKernelFunctionInvocation().Build(provider))
            .AddKeyedSingleton(id, (provider, _) => provider.GetRequiredKeyedService<IChatClient>(id).AsChatCompletionService(provider));
        if (id == ServiceIds.Default)
        {
            services
                .AddSingleton(provider => provider.GetRequiredKeyedService<IChatClient>(id))
                .AddSingleton(provider => provider.GetRequiredKeyedService<IChatCompletionService>(id));
        }
    }

    private static KernelPlugin Make(Type type, ServiceProvider services)
    {
        if (!PluginClass.FunctionMethods(type).Any())
            throw new PluginTestException($"{type.Name} has no [KernelFunction] method.");
        if (!type.IsVisible)
            throw new PluginTestException($"{type.Name} is not public: the host does not see it.");

        try
        {
            return KernelPluginFactory.CreateFromObject(PluginConstructor.For(type)(services), PluginClass.NameOf(type), services.GetService<ILoggerFactory>());
        }
        catch (InvalidPluginException invalid)
        {
            throw new PluginTestException($"The host would skip {type.Name}: {invalid.Message}", invalid);
        }
    }

    private sealed record OrganizationContext(string Organization, string Setup) : IOrganizationContext;
}
