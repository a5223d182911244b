using System.Buffers;

namespace KernelHost.Server.Wire;

/// <summary>
/// Keeps the connection of a client alive while its stream is held until it is whole: a comment now and then, which clients skip and proxies on the way take for life.
/// With the first one the response has begun, so what goes wrong later is told in the stream.
/// </summary>
internal static class WaitingClient
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>Waits for an answer that is on its way, and sends it.</summary>
    public static async Task EntertainAsync<T>(this HttpContext context, Task<T> answer, Func<T, Task> send, TimeProvider time)
        where T : IAsyncDisposable
    {
        try
        {
            await using var come = await context.EntertainAsync(answer, time);
            await send(come);
        }
        catch (Exception failure) when (context.MustTellInStream())
        {
            await context.SendErrorEventAsync(failure);
        }
    }

    private static async ValueTask<T> EntertainAsync<T>(this HttpContext context, Task<T> answer, TimeProvider time)
    {
        while (!answer.IsCompleted)
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
            if (await Task.WhenAny(answer, Task.Delay(Interval, time, stop.Token)) == answer || context.RequestAborted.IsCancellationRequested)
            {
                await stop.CancelAsync();
                break;
            }

            SseStream.SetHeaders(context.Response);
            context.Response.BodyWriter.Write(": waiting for the whole answer\n\n"u8);
            await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
        }

        return await answer;
    }
}
