namespace KernelHost.Upstream;

public sealed record FakeUpstreamOptions
{
    /// <summary>Where to listen. Port 0 takes a free one.</summary>
    public string Url { get; init; } = "http://127.0.0.1:0";

    /// <summary>Refuse OpenAI and Anthropic calls that carry no key. The key <c>bad-key</c> is always refused.</summary>
    public bool RequireKey { get; init; }

    /// <summary>Dates in answers, delays and time limits run on it.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Pause before each piece of a stream.</summary>
    public TimeSpan ChunkDelay { get; init; }

    /// <summary>How often <c>fault-keepalive-stall</c> sends a sign of life.</summary>
    public TimeSpan KeepAliveInterval { get; init; } = TimeSpan.FromMilliseconds(20);

    /// <summary>Entries the journal keeps; the oldest go first.</summary>
    public int JournalCapacity { get; init; } = 10_000;

    /// <summary>Length of an embedding, unless the request or the model name (<c>…dim-384</c>) says otherwise.</summary>
    public int EmbeddingDimensions { get; init; } = 8;

    public IReadOnlyList<string> OpenAiModels { get; init; } = ["gpt-4o", "gpt-4o-mini", "text-embedding-3-small", "tts-1", "whisper-1"];

    public IReadOnlyList<string> OllamaModels { get; init; } = ["llama3.2:latest", "llama3.1:8b", "nomic-embed-text:latest"];

    public IReadOnlyList<string> AnthropicModels { get; init; } = ["claude-sonnet-4-5", "claude-haiku-4-5"];
}
