using System.Text;

namespace KernelHost.Server.Tests.Logging;

/// <summary>A stream that keeps what each write wrote, and can be full.</summary>
internal sealed class WriteRecorder : MemoryStream
{
    public List<string> Writes { get; } = [];

    public bool IsFull { get; set; }

    public string Text => string.Concat(Writes);

    public string[] Lines => Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (IsFull)
        {
            throw new IOException("No space left on device.");
        }

        if (!buffer.IsEmpty)
        {
            Writes.Add(Encoding.UTF8.GetString(buffer));
        }
    }
}
