namespace Microsoft.SemanticKernel.Services;

/// <summary>Reads what services tell about themselves.</summary>
public static class AIServiceExtensions
{
    /// <summary>The key of the model's id.</summary>
    public static string ModelIdKey => "ModelId";

    /// <summary>The key of the address.</summary>
    public static string EndpointKey => "Endpoint";

    /// <summary>The key of the version of the service's API.</summary>
    public static string ApiVersionKey => "ApiVersion";

    /// <summary>The model's id.</summary>
    public static string? GetModelId(this IAIService service) => Attribute(service, ModelIdKey);

    /// <summary>The address.</summary>
    public static string? GetEndpoint(this IAIService service) => Attribute(service, EndpointKey);

    /// <summary>The version of the service's API.</summary>
    public static string? GetApiVersion(this IAIService service) => Attribute(service, ApiVersionKey);

    /// <summary>Selects a service or says which were expected.</summary>
    /// <exception cref="KernelException">None fits.</exception>
    public static (T, PromptExecutionSettings?) SelectAIService<T>(this IAIServiceSelector selector, Kernel kernel, KernelFunction function, KernelArguments arguments)
        where T : class, IAIService
    {
        ArgumentNullException.ThrowIfNull(selector);
        ArgumentNullException.ThrowIfNull(function);
        return selector.TrySelectAIService<T>(kernel, function, arguments, out var service, out var settings)
            ? (service, settings)
            : throw new KernelException($"No service of type {typeof(T)} fits.{Expected(function)}");
    }

    internal static string Expected(KernelFunction function) =>
        function.ExecutionSettings is { Count: > 0 } settings ? $" Expected service ids: {string.Join(", ", settings.Keys)}." : "";

    private static string? Attribute(IAIService service, string key)
    {
        ArgumentNullException.ThrowIfNull(service);
        return service.Attributes?.GetValueOrDefault(key) as string;
    }
}
