using Microsoft.Extensions.DependencyInjection;
using OpenAI;

namespace Microsoft.SemanticKernel;

/// <summary>Gives kernels OpenAI's models, and others that speak its protocol, as chat clients.</summary>
public static class OpenAIChatClientKernelBuilderExtensions
{
    /// <summary>Adds a chat client over an SDK client, the registered one if none is given.</summary>
    public static IKernelBuilder AddOpenAIChatClient(this IKernelBuilder builder, string modelId, OpenAIClient? openAIClient = null, string? serviceId = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddOpenAIChatClient(modelId, openAIClient, serviceId);
        return builder;
    }

    /// <summary>Adds a chat client of a server.</summary>
    public static IKernelBuilder AddOpenAIChatClient(this IKernelBuilder builder, string modelId, Uri endpoint, string? apiKey, string? orgId = null, string? serviceId = null, HttpClient? httpClient = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddOpenAIChatClient(modelId, endpoint, apiKey, orgId, serviceId, httpClient);
        return builder;
    }
}
