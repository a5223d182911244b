using System.Text.Json.Serialization;

namespace Microsoft.SemanticKernel;

/// <summary>A piece of an answer that arrives bit by bit.</summary>
public abstract class StreamingKernelContent
{
    /// <summary>Makes an empty piece.</summary>
    protected StreamingKernelContent()
    {
    }

    /// <summary>Makes a piece that tells where it came from.</summary>
    protected StreamingKernelContent(object? innerContent, int choiceIndex = 0, string? modelId = null, IReadOnlyDictionary<string, object?>? metadata = null)
    {
        InnerContent = innerContent;
        ChoiceIndex = choiceIndex;
        ModelId = modelId;
        Metadata = metadata;
    }

    /// <summary>Which of several answers it belongs to.</summary>
    public int ChoiceIndex { get; set; }

    /// <summary>The service's own object it was made from.</summary>
    [JsonIgnore]
    public object? InnerContent { get; set; }

    /// <summary>The model it came from.</summary>
    public string? ModelId { get; set; }

    /// <summary>What the service tells beside it.</summary>
    public IReadOnlyDictionary<string, object?>? Metadata { get; set; }

    /// <summary>The piece as text.</summary>
    public abstract override string ToString();

    /// <summary>The piece as bytes.</summary>
    public abstract byte[] ToByteArray();
}
