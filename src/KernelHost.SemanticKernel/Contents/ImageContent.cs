using System.Text.Json.Serialization;

namespace Microsoft.SemanticKernel;

/// <summary>A picture, given as bytes, as a data URI, or by address.</summary>
public class ImageContent : BinaryContent
{
    /// <summary>Makes an empty one.</summary>
    [JsonConstructor]
    public ImageContent()
    {
    }

    /// <summary>Makes one by address.</summary>
    public ImageContent(Uri uri)
        : base(uri)
    {
    }

    /// <summary>Makes one of a data URI.</summary>
    public ImageContent(string dataUri)
        : base(dataUri)
    {
    }

    /// <summary>Makes one of bytes.</summary>
    public ImageContent(ReadOnlyMemory<byte> data, string? mimeType)
        : base(data, mimeType)
    {
    }
}
