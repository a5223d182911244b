using Microsoft.AspNetCore.Connections;

namespace KernelHost.Upstream;

/// <summary>The connections clients have open, and the most there ever were at once. Thread-safe.</summary>
public sealed class Connections
{
    private readonly Lock _lock = new();

    public int Open { get; private set; }

    public int Most { get; private set; }

    /// <summary>All there have been.</summary>
    public long Made { get; private set; }

    internal ConnectionDelegate Counted(ConnectionDelegate next) => async connection =>
    {
        Opened();
        try
        {
            await next(connection);
        }
        finally
        {
            lock (_lock)
            {
                Open--;
            }
        }
    };

    private void Opened()
    {
        lock (_lock)
        {
            Made++;
            Open++;
            Most = Math.Max(Most, Open);
        }
    }
}
