using System.Text;
using KernelHost.Providers.Http;

namespace KernelHost.Tests.Providers;

public class EventDataTests
{
    private const string Stream =
        ": keep-alive\n\ndata: {\"a\":\"é\"}\n\nevent: x\r\ndata:two\r\nid: 7\r\n\r\n\n:\n\ndata: three\ndata: four\n\ndata: [DONE]\n\n";

    [Fact]
    public async Task Wherever_the_bytes_are_cut_the_events_are_the_same()
    {
        var bytes = Encoding.UTF8.GetBytes(Stream);
        for (var cut = 0; cut <= bytes.Length; cut++)
            Assert.Equal(["{\"a\":\"é\"}", "two", "three\nfour", "[DONE]"], await ReadAsync(bytes[..cut], bytes[cut..]));
    }

    [Fact]
    public async Task One_byte_at_a_time_is_enough() =>
        Assert.Equal(4, (await ReadAsync([.. Encoding.UTF8.GetBytes(Stream).Select(b => new[] { b })])).Count);

    [Theory]
    [InlineData("data: one", "one")]
    [InlineData("\uFEFFdata: one\n\n", "one")]
    [InlineData("{\"error\":\"x\"}", "{\"error\":\"x\"}")]
    [InlineData("data: one\n", "one")]
    public async Task A_sloppy_ending_or_a_bare_object_still_counts(string stream, string expected) =>
        Assert.Equal([expected], await ReadAsync(Encoding.UTF8.GetBytes(stream)));

    [Fact]
    public async Task An_endless_line_is_a_broken_stream() =>
        await Assert.ThrowsAsync<InvalidDataException>(() => ReadAsync(new byte[LineReader.MaxLine], new byte[1024]));

    private static async Task<List<string>> ReadAsync(params byte[][] pieces)
    {
        var events = new List<string>();
        await foreach (var data in EventData.ReadAsync(new PieceStream(pieces), CancellationToken.None))
            events.Add(Encoding.UTF8.GetString(data.Span));
        return events;
    }

    /// <summary>A read gives one piece at most, as a socket does.</summary>
    private sealed class PieceStream(byte[][] pieces) : MemoryStream(pieces.SelectMany(piece => piece).ToArray())
    {
        private readonly long[] _ends = [.. pieces.Select((_, i) => (long)pieces.Take(i + 1).Sum(piece => piece.Length))];

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var left = _ends.FirstOrDefault(end => end > Position, Length) - Position;
            return base.ReadAsync(buffer[..(int)Math.Min(left, buffer.Length)], cancellationToken);
        }
    }
}
