using System.Text;
using System.Text.Json;

namespace KernelHost.Upstream;

/// <summary>One call as it came in. The end of it is filled in when it is over.</summary>
public sealed class JournalEntry
{
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public required DateTimeOffset Time { get; init; }

    public required string Method { get; init; }

    public required string Path { get; init; }

    /// <summary><c>openai</c>, <c>ollama</c> or <c>anthropic</c>.</summary>
    public required string Wire { get; init; }

    public string? Model { get; internal set; }

    /// <summary>The key without its scheme, from <c>Authorization</c> or <c>x-api-key</c>.</summary>
    public required string? Key { get; init; }

    /// <summary>The <c>Authorization</c> header as received.</summary>
    public string? Authorization => Headers.GetValueOrDefault("Authorization");

    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    public required ReadOnlyMemory<byte> Body { get; init; }

    public string Text => Encoding.UTF8.GetString(Body.Span);

    /// <summary>The body parsed anew.</summary>
    /// <exception cref="JsonException">The body is not JSON.</exception>
    public JsonElement Json => JsonElement.Parse(Body.Span);

    /// <summary>The fault that was played, if any.</summary>
    public string? Fault { get; internal set; }

    /// <summary>Completes when the server has nothing more to do with this call.</summary>
    public Task Ended => _ended.Task;

    /// <summary>The client left before it had the whole answer. Settled once <see cref="Ended"/> has completed.</summary>
    public bool ClientDisconnected { get; private set; }

    public override string ToString() => $"{Method} {Path} {Model}";

    internal void End(bool clientDisconnected)
    {
        ClientDisconnected = clientDisconnected;
        _ended.TrySetResult();
    }
}
