using System.Buffers.Text;

namespace KernelHost.Benchmarks.Speed.Load;

/// <summary>Where an HTTP/1.1 answer ends: after so many bytes, or (null) with the last of its chunks.</summary>
internal sealed record AnswerEnd(int? Length)
{
    /// <summary>Null when the head has not come yet.</summary>
    public static AnswerEnd? Read(ReadOnlySpan<byte> received)
    {
        var head = received.IndexOf("\r\n\r\n"u8) + 4;
        return head < 4 ? null : new(ContentLength(received[..head]) is { } length ? head + length : null);
    }

    public bool IsReached(ReadOnlySpan<byte> received) => Length is { } length ? received.Length >= length : received.EndsWith("\r\n0\r\n\r\n"u8);

    private static int? ContentLength(ReadOnlySpan<byte> head)
    {
        foreach (var line in head.Split("\r\n"u8))
        {
            if (head[line] is var text && text.Length > 15 && System.Text.Ascii.EqualsIgnoreCase(text[..15], "content-length:"u8))
            {
                return Utf8Parser.TryParse(text[15..].TrimStart((byte)' '), out int length, out _) ? length : null;
            }
        }

        return null;
    }
}
