using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel.ChatCompletion;

namespace Microsoft.SemanticKernel.Services;

/// <summary>By the first service id that is registered, else by model id, else, with default settings or none, the service registered last.</summary>
internal sealed class OrderedAIServiceSelector : IAIServiceSelector, IChatClientSelector
{
    public static OrderedAIServiceSelector Instance { get; } = new();

    public bool TrySelectAIService<T>(Kernel kernel, KernelFunction function, KernelArguments arguments, [NotNullWhen(true)] out T? service, out PromptExecutionSettings? serviceSettings)
        where T : class, IAIService => TrySelect(kernel, function, arguments, out service, out serviceSettings);

    public bool TrySelectChatClient<T>(Kernel kernel, KernelFunction function, KernelArguments arguments, [NotNullWhen(true)] out T? service, out PromptExecutionSettings? serviceSettings)
        where T : class, IChatClient => TrySelect(kernel, function, arguments, out service, out serviceSettings);

    private static bool TrySelect<T>(Kernel kernel, KernelFunction function, KernelArguments arguments, [NotNullWhen(true)] out T? service, out PromptExecutionSettings? serviceSettings)
        where T : class
    {
        var candidates = arguments.ExecutionSettings ?? function.ExecutionSettings;
        (service, serviceSettings) = candidates is { Count: > 0 }
            ? ById<T>(kernel, candidates) ?? ByModel<T>(kernel, candidates) ?? ByDefault<T>(kernel, candidates)
            : (Last<T>(kernel), null);
        return service is not null;
    }

    private static (T?, PromptExecutionSettings?)? ById<T>(Kernel kernel, IReadOnlyDictionary<string, PromptExecutionSettings> candidates)
        where T : class
    {
        foreach (var (id, settings) in candidates)
        {
            if (!IsDefault(id) && (kernel.Services as IKeyedServiceProvider)?.GetKeyedService<T>(id) is { } service)
                return (service, settings);
        }

        return null;
    }

    private static (T?, PromptExecutionSettings?)? ByModel<T>(Kernel kernel, IReadOnlyDictionary<string, PromptExecutionSettings> candidates)
        where T : class
    {
        foreach (var settings in candidates.Values.Where(s => !string.IsNullOrEmpty(s.ModelId)))
        {
            if (kernel.GetAllServices<T>().FirstOrDefault(s => ModelOf(s) == settings.ModelId) is { } service)
                return (service, settings);
        }

        return null;
    }

    private static (T?, PromptExecutionSettings?) ByDefault<T>(Kernel kernel, IReadOnlyDictionary<string, PromptExecutionSettings> candidates)
        where T : class =>
        candidates.FirstOrDefault(c => IsDefault(c.Key)).Value is { } settings ? (Last<T>(kernel), settings) : (null, null);

    private static T? Last<T>(Kernel kernel)
        where T : class => kernel.GetAllServices<T>().LastOrDefault();

    private static bool IsDefault(string id) =>
        id.Length == 0 || id.Equals(PromptExecutionSettings.DefaultServiceId, StringComparison.OrdinalIgnoreCase);

    private static string? ModelOf(object service) => service switch
    {
        IAIService ai => ai.GetModelId(),
        IChatClient client => client.GetModelId(),
        _ => null,
    };
}
