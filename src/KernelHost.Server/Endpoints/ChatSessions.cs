using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace KernelHost.Server.Endpoints;

/// <summary>
/// What <c>POST /api/v1/chat</c> remembers of a session: in memory only, so a restart forgets it, and per key, so a guessed session id shows nobody
/// else's conversation. Bounded in every way: the oldest messages of a long session, idle sessions and, when the host is full, the session that
/// does not fit and the least recently used ones are dropped. Thread-safe; of two calls at once in one session the later one's memory stays.
/// </summary>
internal sealed class ChatSessions : IDisposable
{
    // The memory a message takes beside its text, as characters: without it short messages would be as good as free.
    private const int CharactersPerMessage = 250;

    private readonly ChatSessionsOptions _options;
    private readonly MemoryCache _sessions;

    public ChatSessions(IOptions<ChatSessionsOptions> options)
    {
        _options = options.Value;
        _sessions = new(new MemoryCacheOptions { SizeLimit = _options.MostCharacters });
    }

    public ImmutableArray<ChatMessage> History(ChatSession session) => _sessions.Get<ImmutableArray<ChatMessage>?>(session) ?? [];

    public void Remember(ChatSession session, ImmutableArray<ChatMessage> history, params ReadOnlySpan<ChatMessage> said)
    {
        var kept = Trim(history.AddRange(said));
        var entry = new MemoryCacheEntryOptions { SlidingExpiration = _options.IdleTime, Size = Characters(kept) + (CharactersPerMessage * kept.Length) };
        _sessions.Set<ImmutableArray<ChatMessage>?>(session, kept, entry);
    }

    public void Dispose() => _sessions.Dispose();

    /// <summary>Whole exchanges go, so that what is left still begins with a question.</summary>
    private ImmutableArray<ChatMessage> Trim(ImmutableArray<ChatMessage> history)
    {
        while (history.Length > 2 && (history.Length > _options.MostMessages || Characters(history) > _options.MostCharactersPerSession))
            history = history.RemoveRange(0, 2);
        return history;
    }

    private static long Characters(ImmutableArray<ChatMessage> history) => history.Sum(message => (long)message.Text.Length);
}

internal sealed record ChatSession(string Organization, string Setup, string KeyId, string Id);

/// <summary>Section <c>ChatSessions</c> of the settings.</summary>
internal sealed class ChatSessionsOptions
{
    public const string Section = "ChatSessions";

    /// <summary>A session nobody speaks in for so long is forgotten.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "7.00:00:00")]
    public TimeSpan IdleTime { get; set; } = TimeSpan.FromMinutes(30);

    [Range(2, 1_000)]
    public int MostMessages { get; set; } = 40;

    [Range(100, 10_000_000)]
    public long MostCharactersPerSession { get; set; } = 100_000;

    /// <summary>Of all sessions together; every message counts 250 more than its text.</summary>
    [Range(1_000, 10_000_000_000)]
    public long MostCharacters { get; set; } = 50_000_000;
}

[OptionsValidator]
internal sealed partial class ChatSessionsOptionsValidator : IValidateOptions<ChatSessionsOptions>;
