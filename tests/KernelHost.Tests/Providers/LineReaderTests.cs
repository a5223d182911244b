using System.Diagnostics;
using System.Text;
using KernelHost.Providers.Http;

namespace KernelHost.Tests.Providers;

public sealed class LineReaderTests
{
    [Fact]
    public async Task Lines_come_whole_wherever_the_bytes_were_cut()
    {
        var text = Encoding.UTF8.GetBytes("one\r\n\ntwo and more\nlast");
        for (var size = 1; size <= text.Length; size++)
        {
            var lines = new List<string>();
            await foreach (var line in LineReader.ReadAsync(new Trickle(text, size), CancellationToken.None))
                lines.Add(Encoding.UTF8.GetString(line.Span));

            Assert.Equal(["one", "", "two and more", "last"], lines);
        }
    }

    [Fact]
    public async Task A_long_line_that_comes_in_crumbs_is_looked_at_once()
    {
        const int Length = 4 * 1024 * 1024;
        var line = new byte[Length];
        var started = Stopwatch.GetTimestamp();

        await foreach (var whole in LineReader.ReadAsync(new Trickle(line, 512), CancellationToken.None))
            Assert.Equal(Length, whole.Length);

        // Looking at all of it with each of the 8,192 crumbs is 17 GB.
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(2));
    }

    /// <summary>Gives a few bytes at a time.</summary>
    private sealed class Trickle(byte[] bytes, int size) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(size, buffer.Length)], cancellationToken);
    }
}
