using System.Collections.Concurrent;
using KernelHost.Organizations;
using KernelHost.Security;
using KernelHost.Server.Auth;
using KernelHost.Server.Errors;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace KernelHost.Server.Endpoints.Events;

/// <summary>
/// Events as they happen, to whoever keeps a request open: until its client goes, its key may not read them any more, or the host stops. The key is looked at
/// again before anything is sent, and with every sign of life. Singleton, thread-safe.
/// </summary>
internal sealed class EventStreams(TimeProvider time, IOptions<JsonOptions> json, IHostApplicationLifetime host)
{
    /// <summary>Of one organisation, at once.</summary>
    public const int Most = 32;

    /// <summary>A client, and every proxy on the way, hears of the host this often.</summary>
    public static readonly TimeSpan SignOfLife = TimeSpan.FromSeconds(15);

    private readonly ConcurrentDictionary<Guid, int> _open = new();

    /// <exception cref="ApiErrorException">The organisation has too many of them.</exception>
    public async Task WriteAsync(HttpContext context, Caller caller, Organization organization, EventReading reading)
    {
        Enter(organization);
        try
        {
            using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, host.ApplicationStopping);
            var sent = new EventWriter(context.Response, json.Value.SerializerOptions);
            sent.Begin();
            while (!end.IsCancellationRequested && context.IsStillAccepted(caller, organization))
            {
                await TellAsync(reading, sent, end.Token);
            }

            await sent.EndAsync(end.IsCancellationRequested ? "host_stopping" : "access_ended", context.RequestAborted);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client has gone.
        }
        finally
        {
            Leave(organization);
        }
    }

    private async Task TellAsync(EventReading reading, EventWriter sent, CancellationToken end)
    {
        var more = reading.More();
        var news = reading.Take(time.GetUtcNow(), out var missed);
        if (missed)
        {
            sent.WriteMissed();
        }

        foreach (var one in news)
        {
            sent.Write(one);
        }

        await sent.FlushAsync(end);
        var wait = reading.UntilGrown(time.GetUtcNow()) is { } grown && grown < SignOfLife ? grown : SignOfLife;
        await more.WaitAsync(wait, time, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        if (!more.IsCompleted && wait == SignOfLife)
        {
            sent.WriteSignOfLife();
        }
    }

    private void Enter(Organization organization)
    {
        if (_open.AddOrUpdate(organization.Id, 1, static (_, open) => open + 1) > Most)
        {
            Leave(organization);
            throw new ApiErrorException(new(StatusCodes.Status429TooManyRequests, "too_many_streams", $"{Most} streams of this organisation's events are open already: end one of them."));
        }
    }

    private void Leave(Organization organization)
    {
        if (_open.AddOrUpdate(organization.Id, 0, static (_, open) => open - 1) == 0)
        {
            _open.TryRemove(new(organization.Id, 0));
        }
    }
}
