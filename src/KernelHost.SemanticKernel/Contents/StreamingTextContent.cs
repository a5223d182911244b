using System.Text;
using System.Text.Json.Serialization;

namespace Microsoft.SemanticKernel;

/// <summary>A piece of text.</summary>
[method: JsonConstructor]
public class StreamingTextContent(string? text, int choiceIndex = 0, string? modelId = null, object? innerContent = null, Encoding? encoding = null, IReadOnlyDictionary<string, object?>? metadata = null)
    : StreamingKernelContent(innerContent, choiceIndex, modelId, metadata)
{
    /// <summary>The text.</summary>
    public string? Text { get; set; } = text;

    /// <summary>How it becomes bytes.</summary>
    [JsonIgnore]
    public Encoding Encoding { get; set; } = encoding ?? Encoding.UTF8;

    /// <summary>The text; empty if there is none.</summary>
    public override string ToString() => Text ?? "";

    /// <summary>The text's bytes.</summary>
    public override byte[] ToByteArray() => Encoding.GetBytes(ToString());
}
