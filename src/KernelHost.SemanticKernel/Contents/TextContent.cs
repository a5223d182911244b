using System.Text;
using System.Text.Json.Serialization;

namespace Microsoft.SemanticKernel;

/// <summary>Text.</summary>
public sealed class TextContent : KernelContent
{
    /// <summary>Makes an empty text.</summary>
    [JsonConstructor]
    public TextContent()
    {
    }

    /// <summary>Makes a text.</summary>
    public TextContent(string? text, string? modelId = null, object? innerContent = null, Encoding? encoding = null, IReadOnlyDictionary<string, object?>? metadata = null)
        : base(innerContent, modelId, metadata)
    {
        Text = text;
        Encoding = encoding ?? Encoding.UTF8;
    }

    /// <summary>The text.</summary>
    public string? Text { get; set; }

    /// <summary>How it becomes bytes.</summary>
    [JsonIgnore]
    public Encoding Encoding { get; set; } = Encoding.UTF8;

    /// <summary>The text; empty if there is none.</summary>
    public override string ToString() => Text ?? "";
}
