using ModelContextProtocol.Client;

namespace KernelHost.Mcp;

/// <summary>One open connection to a server.</summary>
/// <param name="Process">Null when it is reached over HTTP.</param>
/// <param name="Carrier">What else ends with it.</param>
internal sealed record McpSession(McpClient Client, StdioServer? Process, IDisposable? Carrier) : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        try
        {
            await Client.DisposeAsync();
        }
        finally
        {
            if (Process is not null)
            {
                await Process.DisposeAsync();
            }

            Carrier?.Dispose();
        }
    }
}
