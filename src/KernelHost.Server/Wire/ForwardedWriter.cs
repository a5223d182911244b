using KernelHost.Forwarding;
using KernelHost.Kernels;

namespace KernelHost.Server.Wire;

/// <summary>Sends on what a model server answers, as it comes. What breaks off on the way breaks off for the client too: half an answer never looks like a whole one.</summary>
internal static class ForwardedWriter
{
    public static Task WriteAsync(this HttpContext context, ForwardedReply reply)
    {
        context.Response.Report(reply.Report);
        return reply switch
        {
            { Json: { } json } => context.WriteAsync(json),
            { Events: { } events } => context.WriteAsync(events),
            { Bytes: { } bytes } => context.WriteAsync(bytes),
            _ => throw new InvalidOperationException("An answer has a form."),
        };
    }

    public static async Task WriteAsync(this HttpContext context, ForwardedJson json)
    {
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = json.Length;
        json.WriteTo(context.Response.BodyWriter);
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    private static async Task WriteAsync(this HttpContext context, ForwardedStream stream)
    {
        SseStream.SetHeaders(context.Response);
        try
        {
            while (await stream.ReadAsync(context.Response.BodyWriter))
                await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
        }
        catch (Exception failure) when (context.MustTellInStream())
        {
            await context.SendErrorEventAsync(failure);
        }
    }

    // There is no place for an error in audio: only a broken connection says that it is not whole.
    private static async Task WriteAsync(this HttpContext context, ForwardedBytes bytes)
    {
        context.Response.ContentType = bytes.ContentType;
        context.Response.ContentLength = bytes.Length;
        try
        {
            while (await bytes.ReadAsync(context.Response.BodyWriter))
                await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
        }
        catch (ModelCallException) when (context.Response.HasStarted)
        {
            context.Abort();
        }
    }
}
