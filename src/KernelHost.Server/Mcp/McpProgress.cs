using System.Threading.Channels;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace KernelHost.Server.Mcp;

/// <summary>A function's reports of progress as notifications, in order and before its result. A client that is slower than the function misses some.</summary>
internal sealed class McpProgress : IAsyncDisposable
{
    private const int MostWaiting = 64;

    private readonly Channel<ProgressNotificationValue> _steps = Channel.CreateBounded<ProgressNotificationValue>(new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropOldest });
    private readonly IDisposable _listening;
    private readonly Task _telling;

    private McpProgress(McpServer server, ProgressToken token)
    {
        _listening = CallProgress.Listen(step => _steps.Writer.TryWrite(new() { Progress = (float)step.Done, Total = (float?)step.Total, Message = step.Message }));
        _telling = TellAsync(server, token);
    }

    /// <summary>Until its end; null when the client does not want to know.</summary>
    public static McpProgress? For(RequestContext<CallToolRequestParams> request) =>
        request.Params?.ProgressToken is { } token ? new(request.Server, token) : null;

    public async ValueTask DisposeAsync()
    {
        _listening.Dispose();
        _steps.Writer.TryComplete();
        await _telling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);   // a client that has gone hears nothing
    }

    private async Task TellAsync(McpServer server, ProgressToken token)
    {
        await foreach (var step in _steps.Reader.ReadAllAsync())
        {
            await server.NotifyProgressAsync(token, step);
        }
    }
}
