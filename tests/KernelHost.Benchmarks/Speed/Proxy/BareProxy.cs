using System.Buffers;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace KernelHost.Benchmarks.Speed.Proxy;

/// <summary>The yardstick: the least a proxy in C# can do. It replaces <c>model</c> and copies the rest through; no keys, no choice of model, no usage, no errors.</summary>
internal static class BareProxy
{
    private const int CopyBytes = 16 * 1024;

    private static readonly byte[] Model = "\"gpt-4o\""u8.ToArray();

    /// <param name="inline">Kestrel runs requests where it reads them.</param>
    public static async Task<int> RunAsync(int port, int upstreamPort, bool inline)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}").UseSockets(sockets => sockets.UnsafePreferInlineScheduling = inline);
        await using var app = builder.Build();
        using var upstream = new HttpMessageInvoker(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.None });
        var address = new Uri($"http://127.0.0.1:{upstreamPort}/v1/chat/completions");
        app.MapPost("/v1/chat/completions", context => ForwardAsync(context, upstream, address));
        await app.RunAsync();
        return 0;
    }

    private static async Task ForwardAsync(HttpContext context, HttpMessageInvoker upstream, Uri address)
    {
        var (body, length) = await ReadAsync(context);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body, 0, length) { Headers = { ContentType = new("application/json") } } };
            using var answer = await upstream.SendAsync(request, context.RequestAborted);
            context.Response.StatusCode = (int)answer.StatusCode;
            context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
            context.Response.ContentLength = answer.Content.Headers.ContentLength;
            await CopyAsync(await answer.Content.ReadAsStreamAsync(context.RequestAborted), context.Response.Body, context.RequestAborted);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(body);
        }
    }

    private static async Task<(byte[] Rented, int Length)> ReadAsync(HttpContext context)
    {
        while (true)
        {
            var read = await context.Request.BodyReader.ReadAsync(context.RequestAborted);
            if (read.IsCompleted)
            {
                var spliced = ModelSplice.Replace(read.Buffer, Model);
                context.Request.BodyReader.AdvanceTo(read.Buffer.End);
                return spliced;
            }

            context.Request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static async Task CopyAsync(Stream from, Stream to, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(CopyBytes);
        while (await from.ReadAsync(buffer, cancellationToken) is > 0 and var read)
        {
            await to.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
            await to.FlushAsync(cancellationToken);
        }

        ArrayPool<byte>.Shared.Return(buffer);
    }
}
