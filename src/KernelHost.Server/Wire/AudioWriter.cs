using System.Buffers;
using System.Text.Json;
using KernelHost.Kernels;
using KernelHost.Server.Errors;

namespace KernelHost.Server.Wire;

/// <summary>Sends on what a model server answers, as it comes. What breaks off on the way breaks off for the client too: half a file never looks like a whole one.</summary>
internal static class AudioWriter
{
    public static async Task WriteAsync(this HttpContext context, AudioAnswer answer, bool withModelInfo)
    {
        var gone = context.RequestAborted;
        var info = withModelInfo && answer.JsonEnd is not null ? ModelInfo(answer) : null;
        context.Response.Report(answer.Report);
        context.Response.ContentType = answer.ContentType;
        context.Response.ContentLength = answer.Length + (info?.Length ?? 0);
        try
        {
            await foreach (var piece in answer.ReadAsync(gone))
            {
                await (info is null ? context.Response.BodyWriter.WriteAsync(piece, gone) : SpliceAsync(context.Response, piece, answer.JsonEnd ?? 0, info, gone));
            }
        }
        catch (ModelCallException failure) when (context.Response.HasStarted)
        {
            await context.RequestServices.GetRequiredService<ErrorHandler>().DescribeAsync(failure, context);
            context.Abort();
        }
    }

    private static ValueTask<System.IO.Pipelines.FlushResult> SpliceAsync(HttpResponse response, ReadOnlyMemory<byte> json, int end, byte[] info, CancellationToken gone)
    {
        response.BodyWriter.Write(json.Span[..end]);
        response.BodyWriter.Write(info);
        return response.BodyWriter.WriteAsync(json[end..], gone);
    }

    // An object without members is no answer, so there is always one to stand behind.
    private static byte[] ModelInfo(AudioAnswer answer)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, WireJson.Options))
        {
            writer.WriteModelInfo(answer.Report);
        }

        return [(byte)',', .. buffer.WrittenSpan];
    }
}
