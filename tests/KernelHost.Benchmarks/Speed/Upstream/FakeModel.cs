using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace KernelHost.Benchmarks.Speed.Upstream;

/// <summary>
/// A model server that costs next to nothing, so that what is measured beside it is the gateway: raw sockets, one answer, streams at the pace the request asks for.
/// The one in tests/KernelHost.Upstream is for behaviour; this one is for speed.
/// </summary>
internal static class FakeModel
{
    private const int Backlog = 4096;
    private const int FirstBuffer = 4096;

    private static readonly Metronome Metronome = new();

    public static async Task<int> RunAsync(int port)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
        listener.Listen(Backlog);
        while (true)
        {
            _ = ServeAsync(await listener.AcceptAsync());
        }
    }

    private static async Task ServeAsync(Socket client)
    {
        using (client)
        {
            client.NoDelay = true;
            try
            {
                await AnswerAllAsync(client);
            }
            catch (SocketException)
            {
                // The gateway has gone.
            }
        }
    }

    private static async Task AnswerAllAsync(Socket client)
    {
        var buffer = new byte[FirstBuffer];
        var filled = 0;
        while (await client.ReceiveAsync(buffer.AsMemory(filled)) is > 0 and var received)
        {
            filled += received;
            if (ModelRequest.Read(buffer.AsSpan(0, filled)) is { } request)
            {
                filled = 0;   // nobody here sends a second request before the first is answered
                await AnswerAsync(client, request);
            }
            else if (filled == buffer.Length)
            {
                Array.Resize(ref buffer, buffer.Length * 2);
            }
        }
    }

    private static async Task AnswerAsync(Socket client, ModelRequest request)
    {
        if (!request.Stream)
        {
            await client.SendAsync(ModelAnswers.Json);
            return;
        }

        var started = Stopwatch.GetTimestamp();
        await client.SendAsync((byte[])[.. ModelAnswers.StreamHead, .. ModelAnswers.StampedChunk()]);
        for (var chunk = 1; chunk < request.Chunks; chunk++)
        {
            await Metronome.UntilAsync(started + (long)((request.Pace * chunk).TotalSeconds * Stopwatch.Frequency));
            await client.SendAsync(ModelAnswers.StampedChunk());
        }

        await client.SendAsync(ModelAnswers.StreamTail);
    }
}
