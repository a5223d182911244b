using System.Buffers;
using System.Text.Json;
using KernelHost.Jobs;
using KernelHost.Organizations;
using KernelHost.Security;
using KernelHost.Server.Auth;
using KernelHost.Server.Wire;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.Extensions.Options;

namespace KernelHost.Server.Endpoints.Jobs;

/// <summary>
/// A job as it goes on, to whoever keeps a request open: until it has ended, the client has gone, its key may not read any more, or the host stops.
/// A job that moves faster than <see cref="Pace"/> is told as it stands then.
/// </summary>
internal sealed class JobStreams(JobDirectory jobs, TimeProvider time, IOptions<JsonOptions> json, IHostApplicationLifetime host)
{
    /// <summary>A client hears of progress no more often.</summary>
    public static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(100);

    public async Task WriteAsync(HttpContext context, Caller caller, Organization organization, Job job)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, host.ApplicationStopping);
        SseStream.SetHeaders(context.Response);
        try
        {
            await foreach (var now in SignsOfLife.WithAsync(jobs.WatchAsync(organization, job, end.Token), SseStream.SignOfLife, time, end.Token))
            {
                if (!context.IsStillAccepted(caller, organization))
                {
                    return;
                }

                Write(context.Response.BodyWriter, now);
                await context.Response.BodyWriter.FlushAsync(end.Token);
                if (now is { HasEnded: false })
                {
                    await Task.Delay(Pace, time, end.Token);
                }
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            // The client has gone, or the host goes: the client asks again.
        }
    }

    private void Write(IBufferWriter<byte> body, Job? now)
    {
        if (now is null)
        {
            body.Write(":\n\n"u8);
            return;
        }

        body.Write(now.HasEnded ? "event: end\ndata: "u8 : "event: progress\ndata: "u8);
        body.Write(JsonSerializer.SerializeToUtf8Bytes(JobAnswer.Of(now), json.Value.SerializerOptions));
        body.Write("\n\n"u8);
    }
}
