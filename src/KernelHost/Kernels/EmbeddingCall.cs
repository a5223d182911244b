using KernelHost.Forwarding;
using KernelHost.Routing;
using Microsoft.Extensions.AI;

namespace KernelHost.Kernels;

/// <summary>An embedding request as its endpoint got it, for whichever way a candidate takes it.</summary>
/// <param name="Dimensions">The length of vectors the client asks for; null = the model's own.</param>
/// <param name="Question">The same in the words of an embedding generator; read when the first candidate needs it, and free to refuse what it cannot say.</param>
/// <param name="ModelInfo">Writes the JSON of <c>model_info</c>; null when the client does not want it.</param>
public sealed record EmbeddingCall(
    OpenAiRequest Request, EmbeddingInputs Inputs, bool AsBase64, int? Dimensions, Func<EmbeddingQuestion> Question, Func<ModelCallReport, ReadOnlyMemory<byte>>? ModelInfo);

public sealed record EmbeddingQuestion(IReadOnlyList<string> Texts, EmbeddingGenerationOptions Options);

/// <summary>Either a model server's answer as it came, or vectors still to be written.</summary>
public sealed record EmbeddingReply(ModelCallReport Report, ForwardedJson? Json, GeneratedEmbeddings<Embedding<float>>? Vectors) : IDisposable
{
    public void Dispose() => Json?.Dispose();
}
