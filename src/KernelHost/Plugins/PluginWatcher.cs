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
    private bool _isBlind;   // to some folders at least; said once

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Value.Watch)
            return;

        await Workers.Enter();
        var root = PluginFolders.Root(options.Value.Directory);
        using var folders = TryWatch(root, deep: false, out var refused);
        if (refused is not null)
            LogNotWatched(options.Value.LookEvery, refused);   // it is not there (yet), or the system has no watches left

        while (!stoppingToken.IsCancellationRequested)
        {
            // Made anew each time: on Linux the runtime's deep watcher ends without a word when one folder is renamed away and another into its place (dotnet/runtime 133420).
            using var files = TryWatch(root, deep: true, out _);
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

    /// <param name="deep">All that is below; false = folders that come and go.</param>
    /// <param name="refused">Why there is none.</param>
    private FileSystemWatcher? TryWatch(string directory, bool deep, out string? refused)
    {
        refused = null;
        FileSystemWatcher? watcher = null;
        try
        {
            watcher = new(directory) { IncludeSubdirectories = deep };
            if (!deep)
                watcher.NotifyFilter = NotifyFilters.DirectoryName;
            watcher.Changed += Report;
            watcher.Created += Report;
            watcher.Deleted += Report;
            watcher.Renamed += Report;
            watcher.Error += Fail;
            watcher.EnableRaisingEvents = true;
            return watcher;
        }
        catch (Exception refusal) when (refusal is IOException or ArgumentException or UnauthorizedAccessException)
        {
            watcher?.Dispose();
            refused = refusal.Message;
            return null;
        }
    }

    private void Report(object sender, EventArgs reported) => _reports.Writer.TryWrite(true);

    // Reports that were lost are a reason to look; that there will be none is not, or a system without watches to give would be asked for them without a pause.
    private void Fail(object sender, ErrorEventArgs failure)
    {
        if (failure.GetException() is InternalBufferOverflowException)
            Report(sender, failure);
        else if (!Interlocked.Exchange(ref _isBlind, true))
            LogNotWatched(options.Value.LookEvery, failure.GetException().Message);
    }

    [LoggerMessage(LogLevel.Warning, "Changes of the plugins folder are not reported, so it is looked at every {Interval}: {Reason}")]
    private partial void LogNotWatched(TimeSpan interval, string reason);
}
