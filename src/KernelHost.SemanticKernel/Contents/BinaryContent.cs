using System.Text.Json.Serialization;
using AI = Microsoft.Extensions.AI;

namespace Microsoft.SemanticKernel;

/// <summary>Bytes, given themselves, as a data URI, or by address.</summary>
public class BinaryContent : KernelContent
{
    private Uri? _uri;
    private AI.DataContent? _content;
    private ReadOnlyMemory<byte>? _untyped;

    /// <summary>Makes an empty one.</summary>
    [JsonConstructor]
    public BinaryContent()
    {
    }

    /// <summary>Makes one by address.</summary>
    public BinaryContent(Uri uri) => Uri = uri;

    /// <summary>Makes one of a data URI.</summary>
    public BinaryContent(string dataUri) => DataUri = dataUri;

    /// <summary>Makes one of bytes.</summary>
    /// <exception cref="ArgumentException">There are no bytes.</exception>
    public BinaryContent(ReadOnlyMemory<byte> data, string? mimeType)
    {
        if (data.IsEmpty)
            throw new ArgumentException("There are no bytes.", nameof(data));

        MimeType = mimeType;
        Data = data;
    }

    /// <summary>The address.</summary>
    /// <exception cref="InvalidOperationException">It is a data URI: set <see cref="DataUri"/>.</exception>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Uri? Uri
    {
        get => _uri;
        set => _uri = value is { IsAbsoluteUri: true, Scheme: "data" } ? throw new InvalidOperationException("Set DataUri to a data URI.") : value;
    }

    /// <summary>The bytes and their media type in one text; null if there are no bytes.</summary>
    /// <exception cref="UriFormatException">It is not a data URI.</exception>
    /// <exception cref="InvalidOperationException">The bytes have no media type.</exception>
    [JsonIgnore]
    public string? DataUri
    {
        get => CanRead ? Typed().Uri : null;
        set
        {
            _untyped = null;
            _content = value is null ? null : Parse(value);
            MimeType = _content?.MediaType ?? MimeType;
        }
    }

    /// <summary>The bytes.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ReadOnlyMemory<byte>? Data
    {
        get => _untyped ?? _content?.Data;
        set => (_untyped, _content) = (value, null);
    }

    /// <summary>Whether the bytes are here.</summary>
    [JsonIgnore]
    public bool CanRead => _untyped is not null || _content is not null;

    private static AI.DataContent Parse(string dataUri)
    {
        try
        {
            return new(dataUri);
        }
        catch (ArgumentException e)
        {
            throw new UriFormatException("That is not a data URI.", e);
        }
    }

    private AI.DataContent Typed() =>
        _content is not null && _content.MediaType == MimeType
            ? _content
            : new(Data ?? default, MimeType ?? throw new InvalidOperationException("The bytes have no media type."));
}
