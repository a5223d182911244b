namespace KernelHost.Providers.OpenAi;

/// <summary>An endpoint of OpenAI's API that requests are forwarded to as they are.</summary>
/// <param name="Path">Below a provider's base URL.</param>
public sealed record OpenAiEndpoint(string Name, string Path)
{
    public static OpenAiEndpoint ChatCompletions { get; } = new("chat completions", "/chat/completions");

    public static OpenAiEndpoint Completions { get; } = new("completions", "/completions");

    public static OpenAiEndpoint Responses { get; } = new("responses", "/responses");

    public static OpenAiEndpoint Embeddings { get; } = new("embeddings", "/embeddings");

    public static OpenAiEndpoint Speech { get; } = new("speech", "/audio/speech");

    public static OpenAiEndpoint Transcriptions { get; } = new("transcriptions", "/audio/transcriptions");

    public override string ToString() => Name;
}
