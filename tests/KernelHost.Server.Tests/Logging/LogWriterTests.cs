using KernelHost.Server.Logging;
using Microsoft.Extensions.Logging;

namespace KernelHost.Server.Tests.Logging;

/// <summary>Its thread gathers for ever here, so that nothing is written before a test says so; but for the one test of the thread.</summary>
public sealed class LogWriterTests : IDisposable
{
    private readonly ManualTimeProvider _time = new();
    private readonly WriteRecorder _output = new();
    private readonly LogWriter _writer;
    private readonly LineLogger _logger;

    public LogWriterTests()
    {
        _writer = new(_output, new(coloured: false, TimeZoneInfo.Utc), _time, Timeout.InfiniteTimeSpan);
        _logger = new("Rooms.Kitchen", _writer, _time);
    }

    [Fact]
    public void A_line_has_time_level_category_event_and_message()
    {
        Log("The kettle boils.", LogLevel.Warning, eventId: 7);

        _writer.Flush();

        Assert.Equal("00:00:00 warn: Rooms.Kitchen[7] The kettle boils.\n", _output.Text);
    }

    [Fact]
    public void Message_and_exception_stay_on_one_line()
    {
        Log("one\r\ntwo\nthree\rfour", exception: new InvalidOperationException("five\nsix"));

        _writer.Flush();

        Assert.Equal("00:00:00 info: Rooms.Kitchen[0] one two three four System.InvalidOperationException: five six\n", _output.Text);
    }

    [Fact]
    public void What_comes_meanwhile_is_one_write()
    {
        for (var line = 0; line < 100; line++)
        {
            Log($"line {line}");
        }

        _writer.Flush();

        Assert.Equal(100, _output.Lines.Length);
        Assert.Single(_output.Writes);
    }

    [Fact]
    public async Task Lines_are_written_without_anybody_asking()
    {
        using var output = new WriteRecorder();
        using var writer = new LogWriter(output, new(coloured: false, TimeZoneInfo.Utc), _time, TimeSpan.Zero);
        var logger = new LineLogger("Rooms.Kitchen", writer, _time);

        for (var line = 0; line < 100; line++)
        {
            var written = output.NextWriteAsync();
            logger.Log(LogLevel.Information, 0, line, null, (number, _) => $"line {number}");
            await written;
        }

        Assert.Equal(Enumerable.Range(0, 100).Select(line => $"00:00:00 info: Rooms.Kitchen[0] line {line}"), output.Lines);
    }

    [Fact]
    public void When_there_is_no_room_lines_are_dropped_and_counted_in_the_next()
    {
        for (var line = 0; line < LogWriter.Capacity + 5; line++)
        {
            Log($"line {line}");
        }

        _writer.Flush();
        Log("later");
        _writer.Flush();

        Assert.Equal(LogWriter.Capacity + 2, _output.Lines.Length);
        Assert.Contains("warn: KernelHost.Server.Logging.LogWriter[0] 5 log lines were dropped here", _output.Lines[^2], StringComparison.Ordinal);
        Assert.EndsWith("later", _output.Lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_full_disk_loses_lines_and_says_so_when_there_is_room_again()
    {
        _output.IsFull = true;
        Log("lost");
        _writer.Flush();
        _output.IsFull = false;
        Log("kept");
        _writer.Flush();

        Assert.DoesNotContain("] lost", _output.Text, StringComparison.Ordinal);
        Assert.Contains("kept", _output.Lines[0], StringComparison.Ordinal);
        Assert.Contains(" 1 log lines were dropped", _output.Lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void The_end_writes_what_is_left_and_what_comes_after_it()
    {
        Log("before");
        _writer.Dispose();
        Log("after");

        Assert.Collection(_output.Lines, line => Assert.EndsWith("before", line, StringComparison.Ordinal), line => Assert.EndsWith("after", line, StringComparison.Ordinal));
    }

    [Fact]
    public void Lines_that_are_logged_at_once_all_arrive_whole()
    {
        Parallel.For(0, 1000, line => Log($"line {line:0000}"));

        _writer.Flush();

        Assert.Equal(Enumerable.Range(0, 1000).Select(line => $"00:00:00 info: Rooms.Kitchen[0] line {line:0000}"), _output.Lines.Order());
    }

    public void Dispose() => _writer.Dispose();

    private void Log(string message, LogLevel level = LogLevel.Information, int eventId = 0, Exception? exception = null) =>
        _logger.Log(level, new(eventId), message, exception, (text, _) => text);
}
