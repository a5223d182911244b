using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;

namespace KernelHost.Server.Wire;

/// <summary>Server-sent events on a response, each flushed at once. Nothing is sent, headers included, before the first event.</summary>
internal sealed class SseStream(HttpResponse response) : IDisposable
{
    private readonly PipeWriter _body = response.BodyWriter;
    private readonly ArrayBufferWriter<byte> _json = new(512);
    private Utf8JsonWriter? _writer;

    /// <summary>Where the next event's JSON goes; <see cref="SendAsync"/> sends it.</summary>
    public Utf8JsonWriter Json => _writer ??= new(_json, WireJson.Options);

    public ValueTask<FlushResult> SendAsync(CancellationToken cancellationToken)
    {
        Begin();
        WriteEvent();
        return _body.FlushAsync(cancellationToken);
    }

    /// <summary>The same, named <c>error</c>: what comes after it is nothing.</summary>
    public ValueTask<FlushResult> SendErrorAsync(CancellationToken cancellationToken)
    {
        Begin();
        _body.Write("event: error\n"u8);
        WriteEvent();
        return _body.FlushAsync(cancellationToken);
    }

    public ValueTask<FlushResult> SendDoneAsync(CancellationToken cancellationToken)
    {
        Begin();
        _body.Write("data: [DONE]\n\n"u8);
        return _body.FlushAsync(cancellationToken);
    }

    /// <summary>Drops JSON that was begun and not sent.</summary>
    public void Discard()
    {
        _json.ResetWrittenCount();
        _writer?.Reset();
    }

    public void Dispose() => _writer?.Dispose();

    private void Begin() => SetHeaders(response);

    /// <summary>What a client asks for that wants an answer as it comes, where it may have it whole.</summary>
    public const string ContentType = "text/event-stream";

    /// <summary>A client, and every proxy on the way, hears of the host this often.</summary>
    public static readonly TimeSpan SignOfLife = TimeSpan.FromSeconds(15);

    public static bool IsWantedBy(HttpRequest request) => request.GetTypedHeaders().Accept.Any(type => type.MediaType.Equals(ContentType, StringComparison.OrdinalIgnoreCase));

    /// <summary>What tells a client, and a proxy on the way, that events follow. Nothing once the response has begun.</summary>
    public static void SetHeaders(HttpResponse response)
    {
        if (response.HasStarted)
            return;
        response.ContentType = "text/event-stream; charset=utf-8";
        response.Headers.CacheControl = "no-cache";
        response.Headers["X-Accel-Buffering"] = "no";   // a proxy that collects the answer first would make streaming pointless
    }

    private void WriteEvent()
    {
        Json.Flush();
        _body.Write("data: "u8);
        _body.Write(_json.WrittenSpan);
        _body.Write("\n\n"u8);
        Discard();
    }
}
