using System.Net;

namespace KernelHost.Forwarding;

/// <summary>A request's JSON from pooled memory, which goes back to the pool when the content is disposed, unless it is still being sent.</summary>
internal sealed class PooledContent : HttpContent
{
    private readonly PooledBytes _bytes;
    private Task _sending = Task.CompletedTask;

    public PooledContent(PooledBytes bytes, string contentType)
    {
        _bytes = bytes;
        Headers.TryAddWithoutValidation("Content-Type", contentType);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        _sending = stream.WriteAsync(_bytes.Memory, cancellationToken).AsTask();

    protected override bool TryComputeLength(out long length)
    {
        length = _bytes.Length;
        return true;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            // A server may answer before it has read all: the rest is then still on its way.
            if (_sending.IsCompleted)
                _bytes.Dispose();
            else
                _bytes.Abandon();
        }

        base.Dispose(disposing);
    }
}
