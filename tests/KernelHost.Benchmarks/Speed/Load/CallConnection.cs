using System.Buffers.Text;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using KernelHost.Benchmarks.Speed.Upstream;

namespace KernelHost.Benchmarks.Speed.Load;

/// <summary>
/// One connection that sends a finished request and reads its answer with blocking calls: two system calls each, no event loop, no scheduler but the kernel's.
/// It knows as much of HTTP as it takes to see where an answer ends.
/// </summary>
internal sealed class CallConnection : IDisposable
{
    private const int BufferBytes = 32 * 1024;

    private static readonly byte[] Stamp = Encoding.ASCII.GetBytes(ModelAnswers.StampMark);

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private byte[] _received = new byte[BufferBytes];
    private int _filled;

    public CallConnection(int port) => _socket.Connect(new IPEndPoint(IPAddress.Loopback, port));

    /// <summary>The last answer, head and body.</summary>
    public string Answer => Encoding.UTF8.GetString(_received, 0, _filled);

    /// <param name="chunkArrived">For each chunk: when it was sent and when it arrived.</param>
    /// <exception cref="IOException">The answer is no success, or broke off.</exception>
    public void Call(ReadOnlySpan<byte> request, Action<long, long>? chunkArrived)
    {
        for (var sent = 0; sent < request.Length; sent += _socket.Send(request[sent..]))
        {
        }

        _filled = 0;
        var seen = 0;
        AnswerEnd? end = null;
        do
        {
            Receive();
            var now = Stopwatch.GetTimestamp();
            end ??= AnswerEnd.Read(_received.AsSpan(0, _filled));
            seen = chunkArrived is null ? seen : ReadStamps(seen, now, chunkArrived);
        }
        while (end?.IsReached(_received.AsSpan(0, _filled)) is not true);

        if (!_received.AsSpan().StartsWith("HTTP/1.1 200 "u8))
        {
            throw new IOException($"The answer is no success: {Answer}");
        }
    }

    public void Dispose() => _socket.Dispose();

    private void Receive()
    {
        if (_filled == _received.Length)
        {
            Array.Resize(ref _received, _received.Length * 2);
        }

        var read = _socket.Receive(_received.AsSpan(_filled));
        _filled += read > 0 ? read : throw new IOException($"The answer broke off: {Answer}");
    }

    /// <returns>Up to where there is nothing more to find.</returns>
    private int ReadStamps(int from, long now, Action<long, long> chunkArrived)
    {
        while (_received.AsSpan(from, _filled - from).IndexOf(Stamp) is >= 0 and var at && from + at + Stamp.Length + ModelAnswers.StampDigits <= _filled)
        {
            from += at + Stamp.Length;
            chunkArrived(Utf8Parser.TryParse(_received.AsSpan(from, ModelAnswers.StampDigits), out long sent, out _) ? sent : now, now);
            from += ModelAnswers.StampDigits;
        }

        return from;
    }
}
