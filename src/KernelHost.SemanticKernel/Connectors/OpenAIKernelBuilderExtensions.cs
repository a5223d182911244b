using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel.ChatCompletion;
using Microsoft.SemanticKernel.Connectors.OpenAI;
using OpenAI;

namespace Microsoft.SemanticKernel;

/// <summary>Gives kernels OpenAI's models, and others that speak its protocol, as chat completion services.</summary>
public static class OpenAIKernelBuilderExtensions
{
    /// <summary>Adds a service over an SDK client, the registered one if none is given.</summary>
    public static IKernelBuilder AddOpenAIChatCompletion(this IKernelBuilder builder, string modelId, OpenAIClient? openAIClient = null, string? serviceId = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(modelId);
        builder.Services.AddKeyedSingleton(serviceId, (provider, _) =>
            OpenAIClients.Create(provider, openAIClient ?? provider.GetRequiredService<OpenAIClient>(), modelId).AsChatCompletionService(provider));
        return builder;
    }

    /// <summary>Adds a service of a server.</summary>
    public static IKernelBuilder AddOpenAIChatCompletion(this IKernelBuilder builder, string modelId, Uri endpoint, string? apiKey, string? orgId = null, string? serviceId = null, HttpClient? httpClient = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(modelId);
        builder.Services.AddKeyedSingleton(serviceId, (provider, _) =>
            OpenAIClients.Create(provider, OpenAIClients.Connect(provider, endpoint, apiKey, orgId, httpClient), modelId, endpoint).AsChatCompletionService(provider));
        return builder;
    }
}
