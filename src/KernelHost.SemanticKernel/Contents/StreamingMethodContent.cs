using System.Text;

namespace Microsoft.SemanticKernel;

/// <summary>The whole result of a function that does not stream.</summary>
public sealed class StreamingMethodContent(object innerContent, IReadOnlyDictionary<string, object?>? metadata = null)
    : StreamingKernelContent(innerContent, metadata: metadata)
{
    /// <summary>The result.</summary>
    public object Content { get; } = innerContent;

    /// <summary>The result as text.</summary>
    public override string ToString() => Content.ToString() ?? "";

    /// <summary>The result itself if it is bytes, else those of its text.</summary>
    public override byte[] ToByteArray() => Content as byte[] ?? Encoding.UTF8.GetBytes(ToString());
}
