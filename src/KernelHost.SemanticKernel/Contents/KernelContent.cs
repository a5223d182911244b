using System.Text.Json.Serialization;

namespace Microsoft.SemanticKernel;

/// <summary>A piece of what goes to a model or comes from it.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "$type", UnknownDerivedTypeHandling = JsonUnknownDerivedTypeHandling.FallBackToNearestAncestor)]
[JsonDerivedType(typeof(TextContent), nameof(TextContent))]
[JsonDerivedType(typeof(ImageContent), nameof(ImageContent))]
[JsonDerivedType(typeof(AudioContent), nameof(AudioContent))]
[JsonDerivedType(typeof(BinaryContent), nameof(BinaryContent))]
[JsonDerivedType(typeof(FunctionCallContent), nameof(FunctionCallContent))]
[JsonDerivedType(typeof(FunctionResultContent), nameof(FunctionResultContent))]
[JsonDerivedType(typeof(ChatMessageContent), nameof(ChatMessageContent))]
public abstract class KernelContent
{
    /// <summary>Makes an empty piece.</summary>
    protected KernelContent()
    {
    }

    /// <summary>Makes a piece that tells where it came from.</summary>
    protected KernelContent(object? innerContent, string? modelId = null, IReadOnlyDictionary<string, object?>? metadata = null)
    {
        InnerContent = innerContent;
        ModelId = modelId;
        Metadata = metadata;
    }

    /// <summary>The media type.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? MimeType { get; set; }

    /// <summary>The service's own object it was made from.</summary>
    [JsonIgnore]
    public object? InnerContent { get; set; }

    /// <summary>The model it came from.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ModelId { get; set; }

    /// <summary>What the service tells beside it, such as its usage.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, object?>? Metadata { get; set; }
}
