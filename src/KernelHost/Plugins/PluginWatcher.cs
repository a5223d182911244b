using System.Threading.Channels;
using KernelHost.Scheduling;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KernelHost.Plugins;

/// <summary>
/// Reloads plugins whose folder has changed, when nobody writes to it any more. The system's reports make it quick; looking every now and then makes it sure.
/// </summary>
internal sealed partial class PluginWatcher(PluginCatalog catalog, IOptions<PluginsOptions> options, TimeProvider time, ILogger<PluginWatcher> logger) : BackgroundService
{
    private readonly Channel<bool> _reports = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Value.Watch)
            return;

        await Workers.Enter();
        using var watcher = TryWatch(PluginFolders.Root(options.Value.Directory));
        while (!stoppingToken.IsCancellationRequested)
        {
            await SettleAsync(stoppingToken);
            await NextLookAsync(stoppingToken);
        }
    }

    /// <summary>Until every folder is as it was looked at last.</summary>
    private async Task SettleAsync(CancellationToken cancellationToken)
    {
        for (var prints = catalog.Prints(); catalog.IsBehind(prints); prints = catalog.Prints())
        {
            await Task.Delay(options.Value.SettleTime, time, cancellationToken);
            catalog.Reload(prints);
        }
    }

    private async Task NextLookAsync(CancellationToken cancellationToken)
    {
        using var look = new CancellationTokenSource(options.Value.LookEvery, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(look.Token, cancellationToken);
        try
        {
            await _reports.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Nothing was reported: time to look.
        }
    }

    private FileSystemWatcher? TryWatch(string directory)
    {
        try
        {
            var watcher = new FileSystemWatcher(directory) { IncludeSubdirectories = true };
            watcher.Changed += Report;
            watcher.Created += Report;
            watcher.Deleted += Report;
            watcher.Renamed += Report;
            watcher.Error += Report;
            watcher.EnableRaisingEvents = true;
            return watcher;
        }
        catch (Exception refused) when (refused is IOException or ArgumentException or UnauthorizedAccessException)
        {
            LogNotWatched(options.Value.LookEvery, refused.Message);   // it is not there (yet), or the system has no watches left
            return null;
        }
    }

    private void Report(object sender, EventArgs reported) => _reports.Writer.TryWrite(true);

    [LoggerMessage(LogLevel.Warning, "Changes of the plugins folder are not reported, so it is looked at every {Interval}: {Reason}")]
    private partial void LogNotWatched(TimeSpan interval, string reason);
}
