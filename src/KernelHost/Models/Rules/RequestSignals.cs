using System.Collections.Frozen;

namespace KernelHost.Models.Rules;

/// <summary>What the rules of a route look at: a request, its time, and what keeps a split's assignment. Immutable.</summary>
public sealed record RequestSignals
{
    /// <summary>Keywords are looked for in so much of a message, counted from its beginning, in UTF-16 code units.</summary>
    public const int MostSearched = 32_768;

    /// <summary>Of English text, by OpenAI's rule of thumb ("one token is about four characters").</summary>
    private const int CharactersPerToken = 4;

    /// <summary>The last user message's text; of a long one the first <see cref="MostSearched"/>.</summary>
    public string Message { get; init; } = "";

    /// <summary>The whole of the last user message, in Unicode characters.</summary>
    public long Characters { get; init; }

    public bool HasQuestionMark { get; init; }

    public bool EndsWithQuestionMark { get; init; }

    /// <summary>The text of all messages, estimated.</summary>
    public long Tokens { get; init; }

    /// <summary>Whether any message has an image.</summary>
    public bool HasImages { get; init; }

    public bool HasTools { get; init; }

    /// <summary>The members of <c>metadata</c> that are text, a number, true or false, as text.</summary>
    public FrozenDictionary<string, string> Metadata { get; init; } = FrozenDictionary<string, string>.Empty;

    public string? User { get; init; }

    public string? Session { get; init; }

    public DateTimeOffset Time { get; init; }

    /// <summary>Whose request it is, <c>organisation/setup</c>: the same user is assigned anew in each.</summary>
    public string Tenant { get; init; } = "";

    /// <summary>Decides a split for who has neither user nor session: from 0 up to 1, drawn by the caller. Null = not drawn, the largest share is shown.</summary>
    public double? Draw { get; init; }

    /// <summary>What a split's assignment is kept by.</summary>
    public string? StickyId => User is { Length: > 0 } ? User : Session is { Length: > 0 } ? Session : null;

    public bool Says(string keyword) => Message.Contains(keyword, StringComparison.OrdinalIgnoreCase);

    /// <summary>What can be told from the body of a chat request. Never throws: a body that is no such request has no signals.</summary>
    public static RequestSignals Read(ReadOnlySpan<byte> utf8Json) => new SignalReader(utf8Json).Read();

    /// <summary>Of one message without a request around it.</summary>
    /// <param name="before">The characters of the messages before it.</param>
    public static RequestSignals Of(string message, long before = 0)
    {
        var text = new MessageText();
        text.Append(message);
        return new()
        {
            Message = text.ToString(),
            Characters = text.Characters,
            HasQuestionMark = text.HasQuestionMark,
            EndsWithQuestionMark = text.EndsWithQuestionMark,
            Tokens = TokensOf(before + text.Characters),
        };
    }

    internal static long TokensOf(long characters) => (characters + CharactersPerToken - 1) / CharactersPerToken;
}
