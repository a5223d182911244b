using System.Text.Json.Serialization;

namespace Microsoft.SemanticKernel;

/// <summary>Sound, given as bytes, as a data URI, or by address.</summary>
public class AudioContent : BinaryContent
{
    /// <summary>Makes an empty one.</summary>
    [JsonConstructor]
    public AudioContent()
    {
    }

    /// <summary>Makes one by address.</summary>
    public AudioContent(Uri uri)
        : base(uri)
    {
    }

    /// <summary>Makes one of a data URI.</summary>
    public AudioContent(string dataUri)
        : base(dataUri)
    {
    }

    /// <summary>Makes one of bytes.</summary>
    public AudioContent(ReadOnlyMemory<byte> data, string? mimeType)
        : base(data, mimeType)
    {
    }
}
