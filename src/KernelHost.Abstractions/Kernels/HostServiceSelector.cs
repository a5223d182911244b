using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.Services;

namespace KernelHost.Kernels;

/// <summary>
/// Chooses the model service of a prompt by the service id in its execution settings: none or <c>default</c> means the default route, anything
/// else is meant literally. The kernel's built-in selector treats <c>default</c> as "whatever was registered last", which is why there is this one.
/// </summary>
internal sealed class HostServiceSelector : IAIServiceSelector
{
    public static HostServiceSelector Instance { get; } = new();

    public bool TrySelectAIService<T>(
        Kernel kernel, KernelFunction function, KernelArguments arguments, [NotNullWhen(true)] out T? service, out PromptExecutionSettings? serviceSettings)
        where T : class, IAIService
    {
        var settings = arguments.ExecutionSettings ?? function.ExecutionSettings;
        (var id, serviceSettings) = Choose(kernel, settings);
        service = kernel.Services.GetKeyedService<T>(id);
        return service is not null;
    }

    private static (string Id, PromptExecutionSettings? Settings) Choose(Kernel kernel, IReadOnlyDictionary<string, PromptExecutionSettings>? settings)
    {
        if (settings is null || settings.Count == 0)
        {
            return (ServiceIds.Default, null);
        }

        var ids = kernel.Services.GetRequiredService<KernelServiceIds>();
        foreach (var (key, value) in settings)
        {
            var id = value.ServiceId is { Length: > 0 } own ? own : key;
            if (id == ServiceIds.Default || ids.Contains(id))
            {
                return (id, value);
            }
        }

        throw new KernelException($"There is no model service '{string.Join("', '", settings.Keys)}'. This kernel has: {ids}.");
    }
}
