using System.Buffers.Text;

namespace KernelHost.Benchmarks.Speed.Upstream;

/// <summary>What the fake model has to know of a request: where it ends, and how it is to be answered.</summary>
/// <param name="Length">In bytes, head and body.</param>
/// <param name="Pace">The time between two chunks.</param>
internal readonly record struct ModelRequest(int Length, bool Stream, TimeSpan Pace, int Chunks)
{
    /// <summary>In the member <c>user</c>: <c>pace0005x0064</c> asks for 64 chunks, one every 5 ms.</summary>
    public const string PaceMark = "pace";

    private const int Digits = 4;

    /// <summary>Null when not all of it has come yet.</summary>
    public static ModelRequest? Read(ReadOnlySpan<byte> received)
    {
        var head = received.IndexOf("\r\n\r\n"u8) + 4;
        if (head < 4 || BodyLength(received[..head], received[head..]) is not { } length || received.Length < head + length)
        {
            return null;
        }

        var body = received.Slice(head, length);
        var pace = body.IndexOf("pace"u8) + PaceMark.Length;
        return new(head + length, IsStream(body), TimeSpan.FromMilliseconds(Number(body[pace..])), Number(body[(pace + Digits + 1)..]));
    }

    public static string Pacing(TimeSpan pace, int chunks) => $"{PaceMark}{(int)pace.TotalMilliseconds:D4}x{chunks:D4}";

    private static int? BodyLength(ReadOnlySpan<byte> head, ReadOnlySpan<byte> rest)
    {
        if (ContentLength(head) is { } length)
        {
            return length;
        }

        return rest.IndexOf("\r\n0\r\n\r\n"u8) is >= 0 and var end ? end + 7 : null;
    }

    private static int? ContentLength(ReadOnlySpan<byte> head)
    {
        var name = "ontent-"u8;   // however the gateway writes its capitals
        for (var at = head.IndexOf(name); at >= 0; at = Next(head, at, name))
        {
            if (head[(at + name.Length)..] is [(byte)'L' or (byte)'l', (byte)'e', (byte)'n', (byte)'g', (byte)'t', (byte)'h', (byte)':', .. var value])
            {
                return Number(value.TrimStart((byte)' '));
            }
        }

        return null;
    }

    private static int Next(ReadOnlySpan<byte> head, int at, ReadOnlySpan<byte> name) =>
        head[(at + name.Length)..].IndexOf(name) is >= 0 and var more ? at + name.Length + more : -1;

    private static bool IsStream(ReadOnlySpan<byte> body) => body.IndexOf("\"stream\":true"u8) >= 0 || body.IndexOf("\"stream\": true"u8) >= 0;

    private static int Number(ReadOnlySpan<byte> text) => Utf8Parser.TryParse(text, out int number, out _) ? number : 0;
}
