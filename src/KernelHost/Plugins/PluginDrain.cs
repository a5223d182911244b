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

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        catalog.Changed += Report;   // from here on no change is missed
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Workers.Enter();
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
        foreach (var (at, pause) in Pauses.Index().TakeWhile(_ => catalog.IsDraining))
        {
            if (at == 0)
                await Task.Delay(pause, time, cancellationToken);   // changes that come together are swept together
            else if (await IsChangedWithinAsync(pause, cancellationToken))
                return;   // for a newer change the pauses begin anew, or many reloads would pile up behind one long call

            catalog.Worlds.Sweep();
        }
    }

    private async Task<bool> IsChangedWithinAsync(TimeSpan pause, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(pause, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await _changes.Reader.WaitToReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private void Report() => _changes.Writer.TryWrite(true);
}
