using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace KernelHost.Server.Tests;

/// <summary>One call and what came of it.</summary>
internal sealed record Exchange(HttpStatusCode Status, string Text, HttpResponseHeaders Headers, HttpContentHeaders ContentHeaders)
{
    public JsonElement Json => JsonElement.Parse(Text);

    public string? Code => Json.GetProperty("code").GetString();

    public string? ETag => Headers.ETag?.Tag;
}

internal static class Exchanges
{
    public static Task<Exchange> TryGetAsync(this HttpClient client, string path, string? ifNoneMatch = null) =>
        client.SendAsync(HttpMethod.Get, path, null, headers => headers.TryAddWithoutValidation("If-None-Match", ifNoneMatch));

    public static Task<Exchange> TryPostAsync(this HttpClient client, string path, object? body = null) => client.SendAsync(HttpMethod.Post, path, Json(body));

    public static Task<Exchange> TryPutAsync(this HttpClient client, string path, object body, string? ifMatch = null) =>
        client.SendAsync(HttpMethod.Put, path, Json(body), headers => headers.TryAddWithoutValidation("If-Match", ifMatch));

    public static Task<Exchange> TryPatchAsync(this HttpClient client, string path, object body) => client.SendAsync(HttpMethod.Patch, path, Json(body));

    public static Task<Exchange> TryDeleteAsync(this HttpClient client, string path) => client.SendAsync(HttpMethod.Delete, path, null);

    /// <param name="body">An object to serialise, text to send as it is, or bytes.</param>
    private static ByteArrayContent Json(object? body)
    {
        var content = new ByteArrayContent(body as byte[] ?? Encoding.UTF8.GetBytes(body as string ?? JsonSerializer.Serialize(body)));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }

    private static async Task<Exchange> SendAsync(this HttpClient client, HttpMethod method, string path, HttpContent? content, Action<HttpRequestHeaders>? configure = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        configure?.Invoke(request.Headers);
        using var response = await client.SendAsync(request);
        return new(response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers, response.Content.Headers);
    }
}
