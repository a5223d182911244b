using System.ClientModel;
using System.ClientModel.Primitives;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using OpenAI;

namespace Microsoft.SemanticKernel.Connectors.OpenAI;

/// <summary>Makes chat clients that run functions.</summary>
internal static class OpenAIClients
{
    /// <summary>Shared, so that connections are; servers on the way may keep an answer open for long.</summary>
    private static readonly HttpClient Shared = new() { Timeout = Timeout.InfiniteTimeSpan };

    public static IChatClient Create(IServiceProvider services, OpenAIClient client, string modelId, Uri? endpoint = null, string provider = "openai") =>
        new ChatClientBuilder(new OpenAIChatClient(client.GetChatClient(modelId), new(provider, endpoint ?? new("https://api.openai.com/v1"), modelId)))
            .UseKernelFunctionInvocation()
            .Build(services);

    /// <summary>An SDK client that neither retries nor gives up by itself: that is its user's to decide.</summary>
    public static OpenAIClient Connect(IServiceProvider services, Uri? endpoint, string? apiKey, string? organization, HttpClient? httpClient)
    {
        httpClient ??= services.GetService<HttpClient>();
        return new(new ApiKeyCredential(string.IsNullOrEmpty(apiKey) ? " " : apiKey), new OpenAIClientOptions
        {
            Endpoint = endpoint ?? httpClient?.BaseAddress,
            OrganizationId = organization,
            Transport = new HttpClientPipelineTransport(httpClient ?? Shared),
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
            NetworkTimeout = Timeout.InfiniteTimeSpan,
        });
    }
}
