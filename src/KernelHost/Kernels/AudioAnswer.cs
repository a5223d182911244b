using System.Runtime.CompilerServices;
using KernelHost.Forwarding;
using KernelHost.Routing;

namespace KernelHost.Kernels;

/// <summary>An answer that has begun: what it is, and its bytes as they come. Read once; disposing of it ends the call.</summary>
public sealed class AudioAnswer : IAsyncDisposable
{
    private readonly PrimedStream<ReadOnlyMemory<byte>> _bytes;
    private readonly Action<bool> _finish;
    private bool _whole;

    internal AudioAnswer(ModelCallReport report, UpstreamAnswer upstream, PrimedStream<ReadOnlyMemory<byte>> bytes, Action<bool> finish) =>
        (Report, ContentType, Length, JsonEnd, _bytes, _finish) = (report, upstream.ContentType, upstream.Length, upstream.JsonEnd, bytes, finish);

    public ModelCallReport Report { get; }

    public string? ContentType { get; }

    /// <summary>Null when its end is not known before it comes.</summary>
    public long? Length { get; }

    /// <summary>For one JSON object: where in its only piece the closing brace stands. Null for anything else.</summary>
    public int? JsonEnd { get; }

    /// <summary>A piece is valid until the next one is asked for.</summary>
    /// <exception cref="Providers.ProviderException">It broke off.</exception>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var piece in _bytes.ReadAsync(cancellationToken))
        {
            yield return piece;
        }

        _whole = true;
    }

    public async ValueTask DisposeAsync()
    {
        await _bytes.DisposeAsync();
        _finish(_whole);
    }
}
