using System.Text;

namespace KernelHost.Server.Tests.Logging;

/// <summary>A stream that keeps what each write wrote, and can be full.</summary>
internal sealed class WriteRecorder : MemoryStream
{
    private TaskCompletionSource? _next;

    public List<string> Writes { get; } = [];

    public bool IsFull { get; set; }

    public string Text => string.Concat(Writes);

    public string[] Lines => Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Ends when something is written after now.</summary>
    public Task NextWriteAsync() => (_next = new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (IsFull)
        {
            throw new IOException("No space left on device.");
        }

        if (!buffer.IsEmpty)
        {
            Writes.Add(Encoding.UTF8.GetString(buffer));
            _next?.TrySetResult();
        }
    }
}
