using System.Threading.Channels;
using KernelHost.Scheduling;
using Microsoft.Extensions.Hosting;

namespace KernelHost.Plugins;

/// <summary>
/// Frees what old versions of plugins hold soon after the last call on them has ended. The collector would do so some day: a quiet host collects seldom, and a plugin may hold
/// files and connections.
/// </summary>
internal sealed class PluginDrain(PluginCatalog catalog, TimeProvider time) : BackgroundService
{
    // A call may take as long; what still holds on then waits for the next reload, or for the collector's own pace.
    private static readonly TimeSpan[] Pauses = [.. new[] { 2, 5, 15, 60, 300 }.Select(seconds => TimeSpan.FromSeconds(seconds))];

    private readonly Channel<bool> _changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Workers.Enter();
        catalog.Changed += Report;
        try
        {
            while (true)
            {
                await _changes.Reader.ReadAsync(stoppingToken);
                await DrainAsync(stoppingToken);
            }
        }
        finally
        {
            catalog.Changed -= Report;
        }
    }

    private async Task DrainAsync(CancellationToken cancellationToken)
    {
        foreach (var pause in Pauses.TakeWhile(_ => catalog.IsDraining))
        {
            await Task.Delay(pause, time, cancellationToken);
            catalog.Worlds.Sweep();
        }
    }

    private void Report() => _changes.Writer.TryWrite(true);
}
