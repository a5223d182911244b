using System.Buffers;
using System.Threading.Channels;

namespace KernelHost.Server.Logging;

/// <summary>
/// Lines on their way to a stream. Whoever logs only leaves a line; a thread of its own writes what came meanwhile in one go: on the pool, a wait for lines
/// and a timer woke four threads each time, and cost a tenth of a call's time when there are few calls. A line that finds no room is dropped, and how many were is the next line.
/// All members are safe to call at once.
/// </summary>
internal sealed class LogWriter : IDisposable
{
    public const int Capacity = 8192;

    private const int LargestWrite = 64 * 1024;

    /// <summary>Lines that come within it are one write: at hundreds of calls a second waking up for each is what costs.</summary>
    public static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(100);

    /// <summary>How long an ending process waits for a reader that does not read.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Channel<LogLine> _waiting = Channel.CreateBounded<LogLine>(new BoundedChannelOptions(Capacity));
    private readonly ArrayBufferWriter<byte> _batch = new(LargestWrite);
    private readonly object _sleeping = new();   // a Lock has no Wait and Pulse
    private readonly Lock _writing = new();
    private readonly Stream _output;
    private readonly LogText _text;
    private readonly TimeProvider _time;
    private readonly TimeSpan _gathering;
    private long _dropped;
    private int _batched;
    private bool _asleep;
    private volatile bool _ended;

    /// <param name="gathering">How long the thread waits after a line for others; infinite = until the end or a flush.</param>
    public LogWriter(Stream output, LogText text, TimeProvider time, TimeSpan gathering)
    {
        (_output, _text, _time, _gathering) = (output, text, time, gathering);
        new Thread(WriteUntilTheEnd) { IsBackground = true, Name = "Log" }.Start();
    }

    public void Add(in LogLine line)
    {
        if (!_waiting.Writer.TryWrite(line))
        {
            Interlocked.Increment(ref _dropped);
        }

        if (_ended)
        {
            Flush();
        }
        else if (Interlocked.Exchange(ref _asleep, false))
        {
            Wake();
        }
    }

    /// <summary>Returns when all that was added before is written, or when the reader of the stream does not read.</summary>
    public void Flush() => Task.Run(WriteWaiting).Wait(Patience);

    /// <summary>May be called again: the host's container does, once for each type the log is known as.</summary>
    public void Dispose()
    {
        if (!_ended)
        {
            _ended = true;
            Wake();
            Flush();
        }
    }

    private void Wake()
    {
        lock (_sleeping)
            Monitor.Pulse(_sleeping);
    }

    private void WriteUntilTheEnd()
    {
        while (!_ended)
        {
            Sleep();
            WriteWaiting();
        }
    }

    /// <summary>Until there is a line, and then until those that follow it closely have come.</summary>
    private void Sleep()
    {
        lock (_sleeping)
        {
            Interlocked.Exchange(ref _asleep, true);
            if (_waiting.Reader.Count == 0 && !_ended)
                Monitor.Wait(_sleeping);
            _asleep = false;
            if (!_ended)
                Monitor.Wait(_sleeping, _gathering);
        }
    }

    private void WriteWaiting()
    {
        lock (_writing)
        {
            while (_waiting.Reader.TryRead(out var line))
            {
                Batch(line);
            }

            if (Interlocked.Exchange(ref _dropped, 0) is > 0 and var dropped)
            {
                Batch(new(_time.GetUtcNow(), LogLevel.Warning, typeof(LogWriter).FullName ?? "", 0, $"{dropped} log lines were dropped here: they came faster than they could be written.", null));
            }

            WriteBatch();
        }
    }

    private void Batch(in LogLine line)
    {
        _text.Append(_batch, line);
        _batched++;
        if (_batch.WrittenCount >= LargestWrite)
        {
            WriteBatch();
        }
    }

    private void WriteBatch()
    {
        try
        {
            _output.Write(_batch.WrittenSpan);
        }
        catch (IOException)
        {
            // A full disk must not end the host; once there is room again, the log says what it lacks.
            Interlocked.Add(ref _dropped, _batched);
        }

        _batch.ResetWrittenCount();
        _batched = 0;
    }
}
