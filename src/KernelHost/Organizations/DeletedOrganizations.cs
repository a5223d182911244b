using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace KernelHost.Organizations;

/// <summary>Purges deleted organisations when their time is over, while the host runs; the start does it too.</summary>
internal sealed partial class DeletedOrganizations(OrganizationDirectory directory, TimeProvider time, ILogger<DeletedOrganizations> logger) : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await directory.PurgeExpiredAsync(stoppingToken);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                // The store may be back at the next turn; a host must not end for it.
                LogNotPurged(failure);
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "Deleted organisations whose time is over could not be purged; it is tried again.")]
    private partial void LogNotPurged(Exception failure);
}
