using System.Buffers;
using System.Text.Json;

namespace KernelHost.Server.Wire;

/// <summary>A whole JSON answer: written first, then sent in one piece with its length.</summary>
internal static class JsonAnswer
{
    public static Task WriteJsonAsync(this HttpContext context, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(buffer, WireJson.Options))
            write(writer);

        context.Response.ContentType = "application/json";
        context.Response.ContentLength = buffer.WrittenCount;
        return context.Response.Body.WriteAsync(buffer.WrittenMemory, context.RequestAborted).AsTask();
    }
}
