using System.Net.Http.Headers;
using System.Text;

namespace KernelHost.Server.Tests.Audio;

/// <summary>Forms as clients send them, and wrong ones.</summary>
internal static class Forms
{
    public const string Path = "/v1/audio/transcriptions";

    public static MultipartFormDataContent Of(string? model, string? format = null, byte[]? audio = null, params (string Name, string Value)[] fields)
    {
        var form = new MultipartFormDataContent("a-boundary") { { new ByteArrayContent(audio ?? [1, 2, 3]), "file", "speech.mp3" } };
        foreach (var (name, value) in ((string, string?)[])[("model", model), ("response_format", format), .. fields.Select(field => (field.Name, (string?)field.Value))])
        {
            if (value is not null)
            {
                form.Add(new StringContent(value), name);
            }
        }

        return form;
    }

    /// <summary>Exactly this body, as this content type.</summary>
    public static ByteArrayContent Raw(string body, string? contentType = "multipart/form-data; boundary=b")
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = contentType is null ? null : MediaTypeHeaderValue.Parse(contentType);
        return content;
    }

    public static async Task<HttpResponseMessage> TranscribeAsync(this HttpClient client, HttpContent form, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Path) { Content = form };
        foreach (var (name, value) in headers)
        {
            request.Headers.Add(name, value);
        }

        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }
}
