namespace KernelHost.Upstream;

/// <summary>Plays the frames of a reply.</summary>
internal sealed class Sender(FakeUpstreamOptions options, Gate gate)
{
    public async Task SendAsync(HttpContext http, Reply reply)
    {
        SetHeaders(http.Response, reply);
        foreach (var frame in reply.Frames)
        {
            http.RequestAborted.ThrowIfCancellationRequested();
            if (frame is Reset)
            {
                http.Abort();
                return;
            }

            await FlushBeforeAsync(frame, http);
            await PlayAsync(http, reply, frame, http.RequestAborted);
        }
    }

    private static void SetHeaders(HttpResponse response, Reply reply)
    {
        response.StatusCode = reply.Status;
        response.ContentType = reply.ContentType;
        if (!reply.IsStream && reply.Frames.All(f => f is Part))
        {
            response.ContentLength = reply.Frames.Cast<Part>().Sum(p => p.Bytes.Length);
        }

        foreach (var (name, value) in reply.Headers)
        {
            response.Headers[name] = value;
        }
    }

    private async Task PlayAsync(HttpContext http, Reply reply, Frame frame, CancellationToken cancellationToken)
    {
        switch (frame)
        {
            case Part part:
                await PaceAsync(reply, cancellationToken);
                await http.Response.Body.WriteAsync(part.Bytes, cancellationToken);
                await FlushAfterAsync(reply, http);
                break;
            case SendHeaders:
                await http.Response.Body.FlushAsync(cancellationToken);
                break;
            case Silence { SignOfLife: { } sign }:
                await StayAliveAsync(http, sign, cancellationToken);
                break;
            case Silence silence:
                await gate.WaitAsync(silence.Limit, cancellationToken);
                break;
            default:
                // Kestrel then ends the connection without the last chunk, after all that was flushed; Abort could lose some of it.
                throw new ConnectionCutException();
        }
    }

    private Task PaceAsync(Reply reply, CancellationToken cancellationToken) =>
        reply.IsStream && options.ChunkDelay > TimeSpan.Zero
            ? Task.Delay(options.ChunkDelay, options.Time, cancellationToken)
            : Task.CompletedTask;

    private async Task StayAliveAsync(HttpContext http, byte[] sign, CancellationToken cancellationToken)
    {
        var opened = gate.WaitAsync(options.KeepAliveInterval, cancellationToken);
        while (!await opened)
        {
            await http.Response.Body.WriteAsync(sign, cancellationToken);
            await http.Response.Body.FlushAsync(cancellationToken);
            opened = gate.OpenedAsync(options.KeepAliveInterval, cancellationToken);
        }
    }

    // A whole body leaves in one piece, as from a real server, unless a fault strikes within it.
    private static Task FlushAfterAsync(Reply reply, HttpContext http) =>
        reply.IsStream ? http.Response.Body.FlushAsync(http.RequestAborted) : Task.CompletedTask;

    private static Task FlushBeforeAsync(Frame frame, HttpContext http) =>
        frame is not Part && http.Response.HasStarted ? http.Response.Body.FlushAsync(http.RequestAborted) : Task.CompletedTask;
}

internal sealed class ConnectionCutException : Exception;
