using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.SemanticKernel.Services;

namespace Microsoft.SemanticKernel;

/// <summary>The services, plugins and filters that one conversation with models and functions uses.</summary>
/// <remarks>Building one is cheap: nothing is resolved but the filters and plugins that are registered as services. The collections are not synchronised.</remarks>
public sealed partial class Kernel
{
    private KernelPluginCollection? _plugins;
    private List<IFunctionInvocationFilter>? _functionFilters;
    private List<IPromptRenderFilter>? _promptFilters;
    private List<IAutoFunctionInvocationFilter>? _autoFunctionFilters;
    private Dictionary<string, object?>? _data;
    private CultureInfo _culture = CultureInfo.InvariantCulture;

    /// <summary>Makes a kernel over services; plugins registered there are used when none are given.</summary>
    public Kernel(IServiceProvider? services = null, KernelPluginCollection? plugins = null)
    {
        Services = services ?? EmptyServices.Instance;
        _plugins = plugins ?? Services.GetService<KernelPluginCollection>() ?? RegisteredPlugins();
        _functionFilters = Registered<IFunctionInvocationFilter>();
        _promptFilters = Registered<IPromptRenderFilter>();
        _autoFunctionFilters = Registered<IAutoFunctionInvocationFilter>();
    }

    /// <summary>The functions that prompts, models and callers may invoke.</summary>
    public KernelPluginCollection Plugins => LazyInitializer.EnsureInitialized(ref _plugins);

    /// <summary>Where services are resolved from.</summary>
    public IServiceProvider Services { get; }

    /// <summary>Values of the caller's own that travel with the kernel.</summary>
    public IDictionary<string, object?> Data => LazyInitializer.EnsureInitialized(ref _data);

    /// <summary>How arguments and results become text; invariant unless set.</summary>
    [AllowNull]
    public CultureInfo Culture
    {
        get => _culture;
        set => _culture = value ?? CultureInfo.InvariantCulture;
    }

    /// <summary>The registered logger factory, or one that logs nothing.</summary>
    public ILoggerFactory LoggerFactory => Services.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance;

    /// <summary>Decides which model service a prompt function uses.</summary>
    public IAIServiceSelector ServiceSelector => Services.GetService<IAIServiceSelector>() ?? OrderedAIServiceSelector.Instance;

    /// <summary>Filters around every function call, the first being the outermost.</summary>
    public IList<IFunctionInvocationFilter> FunctionInvocationFilters => LazyInitializer.EnsureInitialized(ref _functionFilters);

    /// <summary>Filters around the rendering of prompts, the first being the outermost.</summary>
    public IList<IPromptRenderFilter> PromptRenderFilters => LazyInitializer.EnsureInitialized(ref _promptFilters);

    /// <summary>Filters around the calls a model asks for, the first being the outermost.</summary>
    public IList<IAutoFunctionInvocationFilter> AutoFunctionInvocationFilters => LazyInitializer.EnsureInitialized(ref _autoFunctionFilters);

    /// <summary>Starts building a kernel with services of its own.</summary>
    public static IKernelBuilder CreateBuilder() => new KernelBuilder();

    /// <summary>A kernel over the same services whose plugins, filters, data and culture can be changed independently.</summary>
    public Kernel Clone() => new(Services, _plugins is null ? null : new KernelPluginCollection(_plugins))
    {
        _functionFilters = Copy(_functionFilters),
        _promptFilters = Copy(_promptFilters),
        _autoFunctionFilters = Copy(_autoFunctionFilters),
        _data = _data is null ? null : new(_data),
        _culture = _culture,
    };

    /// <summary>The service of a type, by key if one is given, else the last one registered under any key.</summary>
    /// <exception cref="KernelException">There is no such service.</exception>
    public T GetRequiredService<T>(object? serviceKey = null)
        where T : class
    {
        if (serviceKey is null)
        {
            return Services.GetService<T>()
                ?? GetAllServices<T>().LastOrDefault()
                ?? throw new KernelException($"No service of type '{typeof(T)}' is registered.");
        }

        return (Services as IKeyedServiceProvider)?.GetKeyedService<T>(serviceKey)
            ?? throw new KernelException($"No service of type '{typeof(T)}' is registered with the key '{serviceKey}'.");
    }

    /// <summary>Every service of a type; those with a key are included if <see cref="CreateBuilder"/> built the kernel.</summary>
    public IEnumerable<T> GetAllServices<T>()
        where T : class =>
        Services.GetService<ServiceKeys>() is { } keys
            ? keys.Of(typeof(T)).SelectMany(Services.GetKeyedServices<T>)
            : Services.GetServices<T>();

    private static List<T>? Copy<T>(List<T>? items) => items is null ? null : [.. items];

    private List<T>? Registered<T>() => Services.GetServices<T>() is var found && found.Any() ? [.. found] : null;

    private KernelPluginCollection? RegisteredPlugins() => Registered<KernelPlugin>() is { } found ? new(found) : null;
}
