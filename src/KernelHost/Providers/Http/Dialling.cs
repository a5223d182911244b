using System.Net;
using System.Net.Sockets;
using KernelHost.Security;

namespace KernelHost.Providers.Http;

/// <summary>How a connection to an upstream is made: resolve, look at the addresses, connect without delay to what may be dialled.</summary>
internal sealed class Dialling(UpstreamGate gate, UpstreamReach reach, TimeSpan limit, TimeProvider time)
{
    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            return await ConnectAsync(context.DnsEndPoint, either.Token);
        }
        catch (OperationCanceledException failure) when (timer.IsCancellationRequested)
        {
            throw new TimeoutException("No connection in time.", failure);
        }
    }

    private async Task<Stream> ConnectAsync(DnsEndPoint upstream, CancellationToken cancellationToken)
    {
        var addresses = await gate.ResolveAsync(upstream.Host, upstream.Port, reach, cancellationToken);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, upstream.Port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
