using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel.Connectors.OpenAI;

namespace Microsoft.SemanticKernel.Connectors.Ollama;

/// <summary>Ollama through the part of its API that speaks OpenAI's protocol.</summary>
internal static class OllamaClients
{
    public static IChatClient Create(IServiceProvider services, string modelId, HttpClient? httpClient)
    {
        httpClient ??= services.GetService<HttpClient>();
        var server = httpClient?.BaseAddress ?? throw new InvalidOperationException("An HttpClient with the server's address is needed.");
        return OpenAIClients.Create(services, OpenAIClients.Connect(services, new Uri(server, "/v1"), "ollama", null, httpClient), modelId, server, "ollama");
    }
}
