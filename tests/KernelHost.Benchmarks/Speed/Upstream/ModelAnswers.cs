using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace KernelHost.Benchmarks.Speed.Upstream;

/// <summary>What the fake model sends, as bytes made once.</summary>
internal static class ModelAnswers
{
    /// <summary>Stands before the moment at which a chunk was sent, in its content: letters and digits, which nobody escapes.</summary>
    public const string StampMark = "tick";

    public const int StampDigits = 20;

    private const string Text = "The tower stands on the Champ de Mars in Paris, beside the Seine. It was built for the world's fair of 1889 and is named after the engineer whose company designed it.";

    public static readonly byte[] Json = Response("application/json", $"Content-Length: {JsonBody.Length}\r\n\r\n{JsonBody}");

    public static readonly byte[] StreamHead = Response("text/event-stream", "Cache-Control: no-cache\r\nTransfer-Encoding: chunked\r\n\r\n");

    public static readonly byte[] StreamTail =
    [
        .. Frame("""{"id":"chatcmpl-speed","object":"chat.completion.chunk","created":1795213467,"model":"gpt-4o","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}"""),
        .. Frame("""{"id":"chatcmpl-speed","object":"chat.completion.chunk","created":1795213467,"model":"gpt-4o","choices":[],"usage":{"prompt_tokens":200,"completion_tokens":64,"total_tokens":264}}"""),
        .. Frame("[DONE]"),
        .. "0\r\n\r\n"u8,
    ];

    private static readonly byte[] Chunk = Frame(
        $$$"""{"id":"chatcmpl-speed","object":"chat.completion.chunk","created":1795213467,"model":"gpt-4o","choices":[{"index":0,"delta":{"content":"{{{StampMark}}}{{{new string('0', StampDigits)}}}"},"finish_reason":null}]}""");

    private static readonly int StampAt = Chunk.AsSpan().IndexOf(Encoding.ASCII.GetBytes(StampMark)) + StampMark.Length;

    private static string JsonBody =>
        $$$"""{"id":"chatcmpl-speed","object":"chat.completion","created":1795213467,"model":"gpt-4o","choices":[{"index":0,"message":{"role":"assistant","content":"{{{Text}}}","refusal":null},"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":200,"completion_tokens":38,"total_tokens":238},"service_tier":"default","system_fingerprint":"fp_speed"}""";

    /// <summary>A chunk that says when it was sent: now.</summary>
    public static byte[] StampedChunk()
    {
        var chunk = (byte[])Chunk.Clone();
        Stopwatch.GetTimestamp().TryFormat(chunk.AsSpan(StampAt), out _, $"D{StampDigits}", CultureInfo.InvariantCulture);
        return chunk;
    }

    private static byte[] Response(string contentType, string rest) => Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: {contentType}\r\n{rest}");

    private static byte[] Frame(string data) => Encoding.ASCII.GetBytes($"{data.Length + 8:x}\r\ndata: {data}\n\n\r\n");
}
