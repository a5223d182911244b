using System.Text;
using KernelHost.Forwarding;
using Xunit.Abstractions;

namespace KernelHost.Tests.Forwarding;

public class EventBufferTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("data: a\n\ndata: b\n\n", "a", "b")]
    [InlineData("data:a\r\n\r\ndata:  b\r\n\r\n", "a", " b")]
    [InlineData("data: a\r\rdata: b\r\r", "a", "b")]
    [InlineData("event: e\nid: 1\ndata: a\n: comment\nretry: 5\n\n", "a")]
    [InlineData("data: {\"a\":\ndata: 1}\n\n", "{\"a\": 1}")]
    [InlineData("data: one\ndata: two\ndata: three\n\ndata: a\ndata: b\n\n", "one two three", "a b")]
    [InlineData("\uFEFFdata: a\n\n", "a")]
    [InlineData("data: a\n\ndata: last", "a", "last")]
    [InlineData("data: a\n\ndata: last\r", "a", "last")]
    [InlineData("{\"error\": {}}", "{\"error\": {}}")]
    [InlineData("\n\n\ndata: a\n\n\n\n", "a")]
    [InlineData(": keep-alive\n\n")]
    [InlineData("")]
    public void Events_come_out_wherever_their_bytes_were_cut(string text, params string[] expected)
    {
        var seed = Environment.TickCount;
        output.WriteLine($"seed {seed}");
        var random = new Random(seed);

        Assert.Equal(expected, Read(text, _ => text.Length));
        Assert.Equal(expected, Read(text, _ => 1));
        for (var i = 0; i < 200; i++)
            Assert.Equal(expected, Read(text, left => random.Next(1, left + 1)));
    }

    [Fact]
    public void An_event_knows_where_its_data_stands()
    {
        using var events = new EventBuffer();
        Receive(events, Encoding.UTF8.GetBytes("id: 7\ndata: {\"a\":1}\r\n\r\nrest"));

        Assert.True(events.TryTake(out var taken));

        Assert.Equal("id: 7\ndata: {\"a\":1}\r\n\r\n", Encoding.UTF8.GetString(taken.Raw.Span));
        Assert.Equal("{\"a\":1}", Encoding.UTF8.GetString(taken.Raw.Span.Slice(taken.DataStart, taken.Data.Length)));
        Assert.False(events.TryTake(out _));
    }

    [Fact]
    public void An_event_without_end_is_a_broken_stream()
    {
        using var events = new EventBuffer();
        var piece = new byte[1024 * 1024];

        Assert.Throws<InvalidDataException>(() =>
        {
            for (var i = 0; i < 20; i++)
                Receive(events, piece);
        });
    }

    private static string[] Read(string text, Func<int, int> piece)
    {
        using var events = new EventBuffer();
        var (bytes, data) = (Encoding.UTF8.GetBytes(text), new List<string>());
        for (var at = 0; at < bytes.Length;)
        {
            var length = Math.Clamp(piece(bytes.Length - at), 1, bytes.Length - at);
            Receive(events, bytes.AsSpan(at, length));
            at += length;
            Take(events, data);
        }

        events.Ended = true;
        Take(events, data);
        return [.. data];
    }

    private static void Take(EventBuffer events, List<string> data)
    {
        while (events.TryTake(out var taken))
        {
            if (taken.HasData)
                data.Add(Encoding.UTF8.GetString(taken.Data.Span));
        }
    }

    private static void Receive(EventBuffer events, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var free = events.Free();
            var count = Math.Min(free.Length, bytes.Length);
            bytes[..count].CopyTo(free.Span);
            events.Received(count);
            bytes = bytes[count..];
        }
    }
}
