using System.Collections.Frozen;
using System.Text;
using System.Text.Json;

namespace KernelHost.Models.Rules;

/// <summary>
/// Reads a chat request's signals off its bytes, in one pass and one more over the last user message. No DOM; what is kept is bounded, whatever is sent. Members of a
/// wrong type are passed over: whoever reads the request proper complains of them.
/// </summary>
internal ref struct SignalReader
{
    private const int MostMetadata = 64;
    private const int LongestValue = 4096;

    private readonly ReadOnlySpan<byte> _json;
    private Utf8JsonReader _reader;
    private Dictionary<string, string>? _metadata;
    private (int Start, int End) _lastUser;
    private long _characters;
    private bool _images;
    private bool _tools;
    private string? _user;
    private string? _safetyIdentifier;
    private string? _session;

    public SignalReader(ReadOnlySpan<byte> utf8Json)
    {
        _json = utf8Json.StartsWith("\uFEFF"u8) ? utf8Json[3..] : utf8Json;
        _reader = new(_json);
    }

    public RequestSignals Read()
    {
        try
        {
            return ReadBody();
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)   // the second: half a character in a string
        {
            return new();
        }
    }

    private RequestSignals ReadBody()
    {
        if (_reader.Read() && _reader.TokenType == JsonTokenType.StartObject)
        {
            while (NextMember())
            {
                ReadMember();
            }
        }

        var message = new MessageText();
        TextReading.Read(_json[_lastUser.Start.._lastUser.End], message);
        return new()
        {
            Message = message.ToString(),
            Characters = message.Characters,
            HasQuestionMark = message.HasQuestionMark,
            EndsWithQuestionMark = message.EndsWithQuestionMark,
            Tokens = RequestSignals.TokensOf(_characters),
            HasImages = _images,
            HasTools = _tools,
            Metadata = _metadata?.ToFrozenDictionary(StringComparer.Ordinal) ?? FrozenDictionary<string, string>.Empty,
            User = _user ?? _safetyIdentifier,
            Session = _session ?? _metadata?.GetValueOrDefault("session_id"),
        };
    }

    private void ReadMember()
    {
        if (_reader.ValueTextEquals("messages"u8))
        {
            ReadEach(static (ref SignalReader self) => self.ReadMessage());
        }
        else if (_reader.ValueTextEquals("tools"u8) || _reader.ValueTextEquals("functions"u8))
        {
            ReadEach(static (ref SignalReader self) => self._tools = true);
        }
        else if (_reader.ValueTextEquals("metadata"u8))
        {
            ReadMetadata();
        }
        else if (_reader.ValueTextEquals("user"u8))
        {
            _user = ReadId();
        }
        else if (_reader.ValueTextEquals("safety_identifier"u8))
        {
            _safetyIdentifier = ReadId();
        }
        else if (_reader.ValueTextEquals("session_id"u8))
        {
            _session = ReadId();
        }
        else
        {
            _reader.Skip();
        }
    }

    private delegate void Item(ref SignalReader self);

    /// <summary>From a member's name over its list; anything else is passed over.</summary>
    private void ReadEach(Item read)
    {
        _reader.Read();
        if (_reader.TokenType != JsonTokenType.StartArray)
        {
            _reader.Skip();
            return;
        }

        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray)
        {
            read(ref this);
            _reader.Skip();
        }
    }

    private void ReadMessage()
    {
        if (_reader.TokenType != JsonTokenType.StartObject)
        {
            return;
        }

        var isUser = false;
        (int Start, int End) content = default;
        while (NextMember())
        {
            if (_reader.ValueTextEquals("role"u8))
            {
                isUser = _reader.Read() && _reader.TokenType == JsonTokenType.String && _reader.ValueTextEquals("user"u8);
                _reader.Skip();
            }
            else if (_reader.ValueTextEquals("content"u8))
            {
                content = ReadContent();
            }
            else
            {
                _reader.Skip();
            }
        }

        _lastUser = isUser ? content : _lastUser;
    }

    /// <summary>Counts a message's text, and looks for images.</summary>
    /// <returns>Where it stands.</returns>
    private (int Start, int End) ReadContent()
    {
        _reader.Read();
        var start = (int)_reader.TokenStartIndex;
        if (_reader.TokenType == JsonTokenType.String)
        {
            _characters += TextReading.CharactersAt(in _reader);
        }
        else if (_reader.TokenType == JsonTokenType.StartArray)
        {
            while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray)
            {
                ReadPart();
            }
        }
        else
        {
            _reader.Skip();
        }

        return (start, (int)_reader.BytesConsumed);
    }

    private void ReadPart()
    {
        if (_reader.TokenType != JsonTokenType.StartObject)
        {
            _reader.Skip();
            return;
        }

        while (NextMember())
        {
            if (_reader.ValueTextEquals("text"u8))
            {
                _characters += _reader.Read() && _reader.TokenType == JsonTokenType.String ? TextReading.CharactersAt(in _reader) : 0;
            }
            else if (_reader.ValueTextEquals("type"u8))
            {
                _images |= _reader.Read() && _reader.TokenType == JsonTokenType.String && IsImage();
            }

            _reader.Skip();
        }
    }

    private readonly bool IsImage() => _reader.ValueTextEquals("image_url"u8) || _reader.ValueTextEquals("input_image"u8) || _reader.ValueTextEquals("image"u8);

    private void ReadMetadata()
    {
        _reader.Read();
        if (_reader.TokenType != JsonTokenType.StartObject)
        {
            _reader.Skip();
            return;
        }

        _metadata = new(StringComparer.Ordinal);
        while (NextMember())
        {
            var name = _reader.ValueSpan.Length <= LongestValue ? _reader.GetString() : null;
            _reader.Read();
            if (name is not null && _metadata.Count < MostMetadata && Scalar() is { } value)
            {
                _metadata[name] = value;
            }

            _reader.Skip();
        }
    }

    private readonly string? Scalar() => _reader.TokenType switch
    {
        JsonTokenType.String or JsonTokenType.Number when _reader.ValueSpan.Length > LongestValue => null,
        JsonTokenType.String => _reader.GetString(),
        JsonTokenType.Number => Encoding.ASCII.GetString(_reader.ValueSpan),
        JsonTokenType.True => "true",
        JsonTokenType.False => "false",
        _ => null,
    };

    private string? ReadId()
    {
        _reader.Read();
        var id = _reader.TokenType == JsonTokenType.String && _reader.ValueSpan.Length is > 0 and <= LongestValue ? _reader.GetString() : null;
        _reader.Skip();
        return id;
    }

    private bool NextMember() => _reader.Read() && _reader.TokenType == JsonTokenType.PropertyName;
}
