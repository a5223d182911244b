using System.Text;
using System.Text.Json.Serialization;
using Microsoft.SemanticKernel.ChatCompletion;

namespace Microsoft.SemanticKernel;

/// <summary>A piece of a message.</summary>
public class StreamingChatMessageContent : StreamingKernelContent
{
    private string? _authorName;
    private Encoding _encoding;

    /// <summary>Makes a piece of text, or one without if it is null.</summary>
    [JsonConstructor]
    public StreamingChatMessageContent(AuthorRole? role, string? content, object? innerContent = null, int choiceIndex = 0, string? modelId = null, Encoding? encoding = null, IReadOnlyDictionary<string, object?>? metadata = null)
        : base(innerContent, choiceIndex, modelId, metadata)
    {
        _encoding = encoding ?? Encoding.UTF8;
        Role = role;
        Content = content;
    }

    /// <summary>The first text among the parts.</summary>
    public string? Content
    {
        get => FirstText?.Text;
        set
        {
            if (FirstText is { } text)
                text.Text = value;
            else if (value is not null)
                Items.Add(new StreamingTextContent(value, ChoiceIndex, ModelId, InnerContent, _encoding, Metadata));
        }
    }

    /// <summary>The parts.</summary>
    [JsonIgnore]
    public StreamingKernelContentItemCollection Items { get; set; } = [];

    /// <summary>Who of several of one role writes it; null rather than blank.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? AuthorName
    {
        get => _authorName;
        set => _authorName = string.IsNullOrWhiteSpace(value) ? null : value;
    }

    /// <summary>Who writes it; often told in the first piece only.</summary>
    public AuthorRole? Role { get; set; }

    /// <summary>How the text becomes bytes.</summary>
    [JsonIgnore]
    public Encoding Encoding
    {
        get => FirstText?.Encoding ?? _encoding;
        set
        {
            _encoding = value;
            if (FirstText is { } text)
                text.Encoding = value;
        }
    }

    private StreamingTextContent? FirstText => Items.OfType<StreamingTextContent>().FirstOrDefault();

    /// <summary>The first text; empty if there is none.</summary>
    public override string ToString() => Content ?? "";

    /// <summary>The text's bytes.</summary>
    public override byte[] ToByteArray() => Encoding.GetBytes(ToString());
}
