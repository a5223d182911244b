using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel.Connectors.OpenAI;
using OpenAI;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers OpenAI's models, and others that speak its protocol, as chat clients.</summary>
public static class OpenAIServiceCollectionExtensions
{
    /// <summary>Registers a chat client over an SDK client, the registered one if none is given.</summary>
    public static IServiceCollection AddOpenAIChatClient(this IServiceCollection services, string modelId, OpenAIClient? openAIClient = null, string? serviceId = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(modelId);
        return services.AddKeyedSingleton<IChatClient>(serviceId, (provider, _) =>
            OpenAIClients.Create(provider, openAIClient ?? provider.GetRequiredService<OpenAIClient>(), modelId));
    }

    /// <summary>Registers a chat client of a server.</summary>
    public static IServiceCollection AddOpenAIChatClient(this IServiceCollection services, string modelId, Uri endpoint, string? apiKey = null, string? orgId = null, string? serviceId = null, HttpClient? httpClient = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(modelId);
        return services.AddKeyedSingleton<IChatClient>(serviceId, (provider, _) =>
            OpenAIClients.Create(provider, OpenAIClients.Connect(provider, endpoint, apiKey, orgId, httpClient), modelId, endpoint));
    }
}
