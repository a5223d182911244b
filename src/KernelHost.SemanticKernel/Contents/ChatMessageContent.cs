using System.Text;
using System.Text.Json.Serialization;
using Microsoft.SemanticKernel.ChatCompletion;

namespace Microsoft.SemanticKernel;

/// <summary>One message of a conversation.</summary>
public class ChatMessageContent : KernelContent
{
    private string? _authorName;
    private Encoding _encoding = Encoding.UTF8;

    /// <summary>Makes an empty message.</summary>
    [JsonConstructor]
    public ChatMessageContent()
    {
    }

    /// <summary>Makes a message of text.</summary>
    public ChatMessageContent(AuthorRole role, string? content, string? modelId = null, object? innerContent = null, Encoding? encoding = null, IReadOnlyDictionary<string, object?>? metadata = null)
        : this(role, [], modelId, innerContent, encoding, metadata) => Content = content;

    /// <summary>Makes a message of several pieces.</summary>
    public ChatMessageContent(AuthorRole role, ChatMessageContentItemCollection items, string? modelId = null, object? innerContent = null, Encoding? encoding = null, IReadOnlyDictionary<string, object?>? metadata = null)
        : base(innerContent, modelId, metadata)
    {
        Role = role;
        Items = items;
        _encoding = encoding ?? Encoding.UTF8;
    }

    /// <summary>Who of several of one role wrote it; null rather than blank.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? AuthorName
    {
        get => _authorName;
        set => _authorName = string.IsNullOrWhiteSpace(value) ? null : value;
    }

    /// <summary>Who wrote it.</summary>
    public AuthorRole Role { get; set; }

    /// <summary>The first text among the pieces.</summary>
    [JsonIgnore]
    public string? Content
    {
        get => FirstText?.Text;
        set
        {
            if (FirstText is { } text)
                text.Text = value;
            else if (value is not null)
                Items.Add(new TextContent(value, ModelId, InnerContent, _encoding, Metadata) { MimeType = MimeType });
        }
    }

    /// <summary>The pieces.</summary>
    public ChatMessageContentItemCollection Items { get; set; } = [];

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

    /// <summary>Where the caller got it from.</summary>
    [JsonIgnore]
    public object? Source { get; set; }

    private TextContent? FirstText => Items.OfType<TextContent>().FirstOrDefault();

    /// <summary>The first text; empty if there is none.</summary>
    public override string ToString() => Content ?? "";
}
