using System.Collections.Immutable;

namespace KernelHost.Security;

/// <summary>The model providers everybody knows: what <c>Security:AllowedUpstreams</c> is when it is not set.</summary>
internal static class PublicProviders
{
    public static ImmutableArray<string> Hosts { get; } =
    [
        "api.openai.com", "*.api.openai.com", "*.openai.azure.com", "*.services.ai.azure.com", "models.inference.ai.azure.com", "models.github.ai",
        "api.anthropic.com", "generativelanguage.googleapis.com", "api.groq.com", "api.mistral.ai", "codestral.mistral.ai",
        "api.together.xyz", "api.together.ai", "api.deepseek.com", "openrouter.ai", "api.x.ai", "api.fireworks.ai", "api.perplexity.ai",
        "api.cohere.com", "api.cohere.ai", "api.cerebras.ai", "api.sambanova.ai", "api.deepinfra.com", "api.novita.ai", "api.ai21.com",
        "integrate.api.nvidia.com", "router.huggingface.co", "dashscope.aliyuncs.com", "dashscope-intl.aliyuncs.com", "api.moonshot.ai",
        "api.voyageai.com", "api.jina.ai", "ollama.com",
    ];
}
