using System.IO.Compression;
using System.Net;
using System.Text;
using KernelHost.Server.Tests.Chat;
using Microsoft.AspNetCore.Http;

namespace KernelHost.Server.Tests.Forwarding;

/// <summary>Servers that compress though nobody asked them to.</summary>
public sealed class CompressedAnswerTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private static readonly (string, string) Untouched = ("x-kernelhost-model-info", "none");

    [Theory]
    [CombinedData]
    public async Task The_client_gets_the_plain_bytes(string encoding, bool stream, bool chunked)
    {
        var plain = stream ? Sent.Stream : Sent.Json();
        await using var upstream = await StartAsync(encoding, Pack(encoding, plain), stream, chunked);
        using var client = await fixture.Server.CreateTenantAsync(ToldServer.Setup(upstream));

        using var answer = await client.PostAsync(Calls.ChatPath, Question(stream), Untouched);

        Assert.Equal(plain, await answer.Content.ReadAsStringAsync());
        Assert.Equal((HttpStatusCode.OK, 0), (answer.StatusCode, answer.Content.Headers.ContentEncoding.Count));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task Each_event_comes_when_it_was_sent_and_not_when_the_packing_is_over(string encoding)
    {
        var firstSeen = new TaskCompletionSource();
        await using var upstream = await ToldServer.StartAsync(async context =>
        {
            (context.Response.ContentType, context.Response.Headers.ContentEncoding) = ("text/event-stream", encoding);
            await using var packed = Packer(encoding, context.Response.Body);
            foreach (var next in Sent.Events(Sent.Stream))
            {
                await packed.WriteAsync(Encoding.UTF8.GetBytes(next));
                await packed.FlushAsync();
                await firstSeen.Task.WaitAsync(context.RequestAborted);
            }
        });
        using var client = await fixture.Server.CreateTenantAsync(ToldServer.Setup(upstream));

        using var answer = await client.PostAsync(Calls.ChatPath, Question(stream: true), Untouched);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
        var first = await lines.ReadLineAsync();
        firstSeen.SetResult();

        Assert.Equal(Sent.Stream, first + "\n" + await lines.ReadToEndAsync());
    }

    [Theory]
    [InlineData("gzip", false)]
    [InlineData("gzip", true)]
    [InlineData("br", false)]
    [InlineData("br", true)]
    [InlineData("deflate", false)]
    [InlineData("deflate", true)]
    public async Task What_cannot_be_unpacked_is_an_upstream_error(string encoding, bool stream)
    {
        await using var upstream = await StartAsync(encoding, Spoilt(encoding), stream);
        using var client = await fixture.Server.CreateTenantAsync(ToldServer.Setup(upstream));

        using var answer = await client.PostAsync(Calls.ChatPath, Question(stream));

        Assert.Equal((HttpStatusCode.BadGateway, "upstream_error"), (answer.StatusCode, (await answer.ErrorAsync()).GetProperty("code").GetString()));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task What_was_cut_off_is_an_upstream_error(string encoding)
    {
        await using var upstream = await StartAsync(encoding, Pack(encoding, Sent.Json())[..40], stream: false);
        using var client = await fixture.Server.CreateTenantAsync(ToldServer.Setup(upstream));

        using var answer = await client.PostAsync(Calls.ChatPath, Question(stream: false));

        Assert.Equal((HttpStatusCode.BadGateway, "upstream_error"), (answer.StatusCode, (await answer.ErrorAsync()).GetProperty("code").GetString()));
    }

    [Theory]
    [InlineData("gzip", false)]
    [InlineData("gzip", true)]
    [InlineData("br", false)]
    [InlineData("br", true)]
    public async Task Another_model_answers_instead_of_what_cannot_be_unpacked(string encoding, bool stream)
    {
        var plain = stream ? Sent.Stream : Sent.Json();
        await using var spoilt = await StartAsync(encoding, Spoilt(encoding), stream);
        await using var sound = await StartAsync("gzip", Pack("gzip", plain), stream);
        using var client = await fixture.Server.CreateTenantAsync(ToldServer.Setup(spoilt, sound));

        using var answer = await client.PostAsync(Calls.ChatPath, Question(stream), Untouched);

        Assert.Equal(plain, await answer.Content.ReadAsStringAsync());
        Assert.Equal(("told-1/m", "3"), (answer.Header("x-kernelhost-model"), answer.Header("x-kernelhost-attempts")));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task A_refusal_keeps_its_meaning_though_its_body_cannot_be_unpacked(string encoding)
    {
        await using var upstream = await StartAsync(encoding, Spoilt(encoding), stream: false, status: StatusCodes.Status429TooManyRequests);
        using var client = await fixture.Server.CreateTenantAsync(ToldServer.Setup(upstream));

        using var answer = await client.PostAsync(Calls.ChatPath, Question(stream: false));

        Assert.Equal((HttpStatusCode.TooManyRequests, "rate_limit_exceeded"), (answer.StatusCode, (await answer.ErrorAsync()).GetProperty("code").GetString()));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task A_stream_that_cannot_be_unpacked_any_further_ends_with_an_error_and_never_with_DONE(string encoding)
    {
        var firstSeen = new TaskCompletionSource();
        await using var upstream = await ToldServer.StartAsync(async context =>
        {
            (context.Response.ContentType, context.Response.Headers.ContentEncoding) = ("text/event-stream", encoding);
            await using var packed = Packer(encoding, context.Response.Body);
            await packed.WriteAsync(Encoding.UTF8.GetBytes(Sent.Events(Sent.Stream).First()));
            await packed.FlushAsync();
            await firstSeen.Task.WaitAsync(context.RequestAborted);
            await context.Response.Body.WriteAsync(Enumerable.Repeat((byte)0xFF, 100).ToArray());
        });
        using var client = await fixture.Server.CreateTenantAsync(ToldServer.Setup(upstream));

        using var answer = await client.PostAsync(Calls.ChatPath, Question(stream: true), Untouched);
        using var lines = new StreamReader(await answer.Content.ReadAsStreamAsync());
        var first = await lines.ReadLineAsync();
        firstSeen.SetResult();
        var rest = await lines.ReadToEndAsync();

        Assert.Equal((HttpStatusCode.OK, Sent.Stream.Split('\n')[0]), (answer.StatusCode, first));
        Assert.StartsWith("event: error\ndata: ", rest.TrimStart(), StringComparison.Ordinal);
        Assert.Contains("\"upstream_error\"", rest, StringComparison.Ordinal);
        Assert.DoesNotContain("[DONE]", rest, StringComparison.Ordinal);
    }

    private static Task<ToldServer> StartAsync(string encoding, byte[] body, bool stream, bool chunked = false, int status = StatusCodes.Status200OK) =>
        ToldServer.StartAsync(context =>
        {
            (context.Response.StatusCode, context.Response.Headers.ContentEncoding) = (status, encoding);
            return context.Response.SendAsync(body, stream ? "text/event-stream" : "application/json", chunked);
        });

    private static object Question(bool stream) => new { messages = new[] { new { role = "user", content = "Hi" } }, stream };

    private static byte[] Pack(string encodings, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        foreach (var encoding in encodings.Split(", "))
        {
            using var packed = new MemoryStream();
            using (var packer = Packer(encoding, packed))
                packer.Write(bytes);
            bytes = packed.ToArray();
        }

        return bytes;
    }

    // Right at its beginning, wrong from there on.
    private static byte[] Spoilt(string encoding)
    {
        var bytes = Pack(encoding, Sent.Json());
        bytes.AsSpan(12, bytes.Length - 12).Fill(0xFF);
        return bytes;
    }

    private static Stream Packer(string encoding, Stream packed) => encoding switch
    {
        "gzip" => new GZipStream(packed, CompressionMode.Compress, leaveOpen: true),
        "br" => new BrotliStream(packed, CompressionMode.Compress, leaveOpen: true),
        _ => new ZLibStream(packed, CompressionMode.Compress, leaveOpen: true),
    };

    private sealed class CombinedDataAttribute : Xunit.Sdk.DataAttribute
    {
        public override IEnumerable<object[]> GetData(System.Reflection.MethodInfo testMethod) =>
            from encoding in new[] { "gzip", "br", "deflate", "deflate, gzip" }
            from stream in new[] { false, true }
            from chunked in new[] { false, true }
            select new object[] { encoding, stream, chunked };
    }
}
