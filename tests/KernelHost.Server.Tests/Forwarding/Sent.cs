using System.Text;
using Microsoft.AspNetCore.Http;

namespace KernelHost.Server.Tests.Forwarding;

/// <summary>Answers of a model server, and ways to send them.</summary>
internal static class Sent
{
    public const string Stream = """
        data: {"id":"c-1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"role":"assistant","content":"Gr\u00fc"}}]}

        data: {"id":"c-1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{"content":"ezi"},"finish_reason":null}], "odd":1.50}

        data: {"id":"c-1","object":"chat.completion.chunk","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}

        data: [DONE]


        """;

    public static string Json(string content = "Hi") =>
        $$"""{ "id":"c-1", "object":"chat.completion","choices":[{"index":0,"message":{"role":"assistant","content":"{{content}}"},"finish_reason":"stop"}], "odd":1.50 }""";

    public static IEnumerable<string> Events(string stream) => stream.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Select(one => one + "\n\n");

    /// <summary>With its length, or in chunks: then in two, so that it cannot be told from the first how long it is.</summary>
    public static async Task SendAsync(this HttpResponse response, byte[] body, string contentType, bool chunked)
    {
        response.ContentType = contentType;
        if (!chunked)
        {
            response.ContentLength = body.Length;
            await response.Body.WriteAsync(body);
            return;
        }

        await response.Body.WriteAsync(body.AsMemory(0, body.Length / 2));
        await response.Body.FlushAsync();
        await response.Body.WriteAsync(body.AsMemory(body.Length / 2));
    }

    public static Task SendAsync(this HttpResponse response, string body, bool stream, bool chunked = false) =>
        response.SendAsync(Encoding.UTF8.GetBytes(body), stream ? "text/event-stream" : "application/json", chunked);
}
