using System.Collections.Frozen;
using KernelHost.Organizations;

namespace KernelHost.Providers.OpenAi;

/// <summary>
/// Which of OpenAI's endpoints the servers of a kind have, by their makers' documentation. A kind that stands for many servers (vLLM, LM Studio, …) may have
/// any of them: those are asked, and say so themselves when they do not.
/// </summary>
internal static class OpenAiEndpoints
{
    private static readonly FrozenDictionary<string, OpenAiEndpoint[]> Known = new Dictionary<string, OpenAiEndpoint[]>
    {
        [ProviderKinds.Google] = [OpenAiEndpoint.ChatCompletions, OpenAiEndpoint.Embeddings],
        [ProviderKinds.Groq] = [OpenAiEndpoint.ChatCompletions, OpenAiEndpoint.Responses, OpenAiEndpoint.Speech, OpenAiEndpoint.Transcriptions],
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static bool Has(string kind, OpenAiEndpoint endpoint) => !Known.TryGetValue(kind, out var offered) || offered.Contains(endpoint);
}
