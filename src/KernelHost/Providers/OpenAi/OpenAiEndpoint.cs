using System.Numerics;
using KernelHost.Models;

namespace KernelHost.Providers.OpenAi;

/// <summary>An endpoint of OpenAI's API that requests are forwarded to as they are.</summary>
/// <param name="Id">The same among all that can be asked of a model.</param>
/// <param name="Path">Below a provider's base URL.</param>
public sealed record OpenAiEndpoint(ModelEndpoints Id, string Name, string Path)
{
    public static OpenAiEndpoint ChatCompletions { get; } = new(ModelEndpoints.Chat, "chat completions", "/chat/completions");

    public static OpenAiEndpoint Completions { get; } = new(ModelEndpoints.Completions, "completions", "/completions");

    public static OpenAiEndpoint Responses { get; } = new(ModelEndpoints.Responses, "responses", "/responses");

    public static OpenAiEndpoint Embeddings { get; } = new(ModelEndpoints.Embeddings, "embeddings", "/embeddings");

    public static OpenAiEndpoint Speech { get; } = new(ModelEndpoints.Speech, "speech", "/audio/speech");

    public static OpenAiEndpoint Transcriptions { get; } = new(ModelEndpoints.Transcriptions, "transcriptions", "/audio/transcriptions");

    private static readonly OpenAiEndpoint[] All = [ChatCompletions, Completions, Responses, Embeddings, Speech, Transcriptions];

    internal static int Count => All.Length;

    internal int Index => BitOperations.Log2((uint)Id);

    internal static ModelEndpoints OfferedBy(IProviderKind kind) =>
        All.Where(kind.Offers).Aggregate(ModelEndpoints.None, (offered, endpoint) => offered | endpoint.Id);

    public override string ToString() => Name;
}
