using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using KernelHost.Routing;

namespace KernelHost.Server.Wire;

/// <summary>
/// A plugin function's result as it comes, as server-sent events: <c>delta</c> with each piece's JSON, at the end <c>result</c>. Until the first of them a failure is a
/// status, and after it an event <c>error</c>. For one call.
/// </summary>
internal sealed class PluginStream(HttpContext context, CallScope scope, TimeProvider time)
{
    // A client that reads slowly holds the plugin up, not the host's memory.
    private const int MostWaiting = 64;

    private readonly long _started = time.GetTimestamp();

    /// <param name="invoke">Makes the call and puts the JSON of its pieces into what it is given.</param>
    public async Task WriteAsync(Func<ChannelWriter<string>, Task<JsonElement>> invoke)
    {
        var gone = context.RequestAborted;
        var pieces = Channel.CreateBounded<string>(MostWaiting);
        var result = invoke(pieces.Writer);
        try
        {
            await foreach (var piece in SignsOfLife.WithAsync(pieces.Reader.ReadAllAsync(gone), SseStream.SignOfLife, time, gone))
            {
                await SendAsync(piece is null ? ":\n\n" : $"event: delta\ndata: {piece}\n\n", gone);
            }

            await SendAsync($"event: result\ndata: {Json(await result)}\n\n", gone);
        }
        catch (Exception failure) when (context.MustTellInStream())
        {
            await context.SendErrorEventAsync(failure);
        }
    }

    private async Task SendAsync(string text, CancellationToken cancellationToken)
    {
        SseStream.SetHeaders(context.Response);
        Encoding.UTF8.GetBytes(text, context.Response.BodyWriter);
        await context.Response.BodyWriter.FlushAsync(cancellationToken);
    }

    private string Json(JsonElement result)
    {
        var json = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(json, WireJson.Options))
        {
            PluginWriter.WriteResult(writer, result, scope.Reports, time.GetElapsedTime(_started));
        }

        return Encoding.UTF8.GetString(json.WrittenSpan);
    }
}
