using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel.ChatCompletion;
using Microsoft.SemanticKernel.Connectors.Ollama;

namespace Microsoft.SemanticKernel;

/// <summary>Gives kernels Ollama's models.</summary>
public static class OllamaKernelBuilderExtensions
{
    /// <summary>Adds a chat client; the HttpClient, the registered one if none is given, has the server's address.</summary>
    public static IKernelBuilder AddOllamaChatClient(this IKernelBuilder builder, string modelId, HttpClient? httpClient = null, string? serviceId = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(modelId);
        builder.Services.AddKeyedSingleton(serviceId, (provider, _) => OllamaClients.Create(provider, modelId, httpClient));
        return builder;
    }

    /// <summary>Adds a chat completion service; the HttpClient, the registered one if none is given, has the server's address.</summary>
    public static IKernelBuilder AddOllamaChatCompletion(this IKernelBuilder builder, string modelId, HttpClient? httpClient = null, string? serviceId = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(modelId);
        builder.Services.AddKeyedSingleton(serviceId, (provider, _) => OllamaClients.Create(provider, modelId, httpClient).AsChatCompletionService(provider));
        return builder;
    }
}
