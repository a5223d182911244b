using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace KernelHost.Traffic.Fuzz;

/// <summary>One connection to the server; taken up again while both ends keep to HTTP. Not thread-safe.</summary>
internal sealed class WireConnection(Uri server) : IDisposable
{
    private readonly byte[] _buffer = new byte[64 * 1024];
    private TcpClient? _client;
    private bool _wasOpen;
    private int _start;
    private int _end;

    public async Task<WireAnswer> SendAsync(WireRequest request, CancellationToken cancellationToken)
    {
        // A broken request may leave the connection in any state, and a new one must not pay for it.
        if (!request.IsHttp)
        {
            Dispose();
        }

        try
        {
            return await TrySendAsync(request, cancellationToken);
        }
        catch (Exception closed) when (closed is IOException or SocketException)
        {
            // One that was left open may have been closed meanwhile, as servers may: then it was not this request's doing.
            var wasOpen = _wasOpen;
            Dispose();
            return wasOpen ? await SendAsync(request, cancellationToken) : new(0, "", "", Closes: true);
        }
        finally
        {
            if (!request.IsHttp)
            {
                Dispose();
            }
        }
    }

    public void Dispose()
    {
        _client?.Dispose();
        (_client, _start, _end) = (null, 0, 0);
    }

    private async Task<WireAnswer> TrySendAsync(WireRequest request, CancellationToken cancellationToken)
    {
        _wasOpen = _client is not null;
        if (_client is null)
        {
            _client = new() { NoDelay = true };
            await _client.ConnectAsync(server.Host, server.Port, cancellationToken);
        }

        var stream = _client.GetStream();
        try
        {
            await stream.WriteAsync(request.ToBytes(), cancellationToken);
            if (!request.IsHttp)
            {
                _client.Client.Shutdown(SocketShutdown.Send);
            }
        }
        catch (IOException)
        {
            // Refused while it was being sent: the answer is there already.
        }

        var answer = await ReadAsync(request.Method, stream, cancellationToken);
        if (answer.Closes)
        {
            Dispose();
        }

        return answer;
    }

    private async Task<WireAnswer> ReadAsync(string method, NetworkStream stream, CancellationToken cancellationToken)
    {
        var head = "";
        do
        {
            head = await HeadAsync(stream, cancellationToken);
        }
        while (head.StartsWith("HTTP/1.1 100", StringComparison.Ordinal));

        var answer = new WireAnswer(int.Parse(head.AsSpan(9, 3), CultureInfo.InvariantCulture), head, "", head.Contains("Connection: close", StringComparison.OrdinalIgnoreCase));
        var body = method == "HEAD" || answer.Status is 204 or 304 ? ""
            : answer.Header("Transfer-Encoding") is not null ? await ChunksAsync(stream, cancellationToken)
            : answer.Header("Content-Length") is { } length ? Encoding.UTF8.GetString(await TakeAsync(int.Parse(length, CultureInfo.InvariantCulture), stream, cancellationToken))
            : "";
        return answer with { Body = body };
    }

    private async Task<string> HeadAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var head = new StringBuilder();
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            head.Append(await LineAsync(stream, cancellationToken));
        }

        return head.ToString();
    }

    private async Task<string> ChunksAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        while (true)
        {
            var length = int.Parse((await LineAsync(stream, cancellationToken)).Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            body.Write(await TakeAsync(length, stream, cancellationToken));
            await LineAsync(stream, cancellationToken);
            if (length == 0)
            {
                return Encoding.UTF8.GetString(body.GetBuffer(), 0, (int)body.Length);
            }
        }
    }

    private async Task<string> LineAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var line = new StringBuilder();
        do
        {
            line.Append((char)await ByteAsync(stream, cancellationToken));
        }
        while (line[^1] != '\n');
        return line.ToString();
    }

    private async Task<byte[]> TakeAsync(int count, NetworkStream stream, CancellationToken cancellationToken)
    {
        var bytes = new byte[count];
        for (var index = 0; index < count; index++)
        {
            bytes[index] = await ByteAsync(stream, cancellationToken);
        }

        return bytes;
    }

    private ValueTask<byte> ByteAsync(NetworkStream stream, CancellationToken cancellationToken) =>
        _start < _end ? new(_buffer[_start++]) : new(FillAsync(stream, cancellationToken));

    private async Task<byte> FillAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        (_start, _end) = (1, await stream.ReadAsync(_buffer, cancellationToken));
        return _end > 0 ? _buffer[0] : throw new IOException("The connection was closed.");
    }
}
