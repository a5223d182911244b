using KernelHost.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KernelHost.Security;

/// <summary>Writes when keys were last used, now and then and at the end, never for a request. A crash loses at most the last half minute of it.</summary>
internal sealed partial class KeyUseWriter(ApiKeyDirectory keys, TimeProvider time, ILogger<KeyUseWriter> logger) : BackgroundService
{
    internal static readonly TimeSpan Period = TimeSpan.FromSeconds(30);

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await SaveAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await SaveAsync(stoppingToken);
        }
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
