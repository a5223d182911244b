using KernelHost.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KernelHost.Security;

/// <summary>Writes when keys were last used, now and then and at the end, never for a request. A crash loses at most the last half minute of it.</summary>
internal sealed partial class KeyUseWriter(ApiKeyDirectory keys, TimeProvider time, ILogger<KeyUseWriter> logger) : BackgroundService
{
    internal static readonly TimeSpan Period = TimeSpan.FromSeconds(30);

    private readonly Lock _stopping = new();
    private Task? _stopped;

    /// <summary>A host may be stopped by two at once: both wait for the one last save, so that neither closes the store under it.</summary>
    public override Task StopAsync(CancellationToken cancellationToken)
    {
        lock (_stopping)
        {
            return _stopped ??= StopOnceAsync(cancellationToken);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await SaveAsync(stoppingToken);
        }
    }

    private async Task StopOnceAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await SaveAsync(cancellationToken);
    }

    private async Task SaveAsync(CancellationToken cancellationToken)
    {
        try
        {
            await keys.SaveUseAsync(cancellationToken);
        }
        catch (StorageException failure)
        {
            LogFailed(failure.Message);
        }
    }

    [LoggerMessage(LogLevel.Warning, "When keys were last used could not be stored; it is tried again. {Reason}")]
    private partial void LogFailed(string reason);
}
