using System.Text.Json;
using KernelHost.Server.Errors;

namespace KernelHost.Server.Wire;

/// <summary>Errors of streams that have begun: the status is long gone, so the error object, and no [DONE] behind it, are what tells the client.</summary>
internal static class StreamedErrors
{
    /// <summary>Whether there is somebody to tell, and no status left to tell it by.</summary>
    public static bool MustTellInStream(this HttpContext context) => context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested;

    public static async Task SendErrorEventAsync(this HttpContext context, Exception failure)
    {
        using var events = new SseStream(context.Response);
        var error = await context.RequestServices.GetRequiredService<ErrorHandler>().DescribeAsync(failure, context);
        JsonSerializer.Serialize(events.Json, OpenAiErrorWriter.Envelope(error), ErrorJson.Readable.OpenAiErrorEnvelope);
        await events.SendErrorAsync(context.RequestAborted);
    }
}
