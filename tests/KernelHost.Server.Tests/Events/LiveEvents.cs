using System.Text.Json;

namespace KernelHost.Server.Tests.Events;

/// <summary>A stream of server-sent events, read as a browser does. Nobody waits for longer than ten seconds.</summary>
internal sealed class LiveEvents : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly HttpClient _client;
    private readonly StreamReader _lines;

    private LiveEvents(HttpClient client, HttpResponseMessage response, Stream body)
    {
        (_client, Response, _lines) = (client, response, new(body));
    }

    public HttpResponseMessage Response { get; }

    /// <summary>With its first sign of life read: the host listens from now on.</summary>
    public static async Task<LiveEvents> OpenAsync(HttpClient client, string path, string? lastEventId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "Accept", "text/event-stream" } } };
        request.Headers.TryAddWithoutValidation("Last-Event-ID", lastEventId);
        var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).WaitAsync(Patience);
        if (!response.IsSuccessStatusCode)
            return new(client, response, new MemoryStream());
        var stream = new LiveEvents(client, response, await response.Content.ReadAsStreamAsync());
        Assert.Equal((":", ""), (await stream.LineAsync(), await stream.LineAsync()));
        return stream;
    }

    /// <summary>Null at the end.</summary>
    public async Task<string?> LineAsync() => await _lines.ReadLineAsync().WaitAsync(Patience);

    public async Task<LiveEvent> NextAsync()
    {
        var next = new LiveEvent(null, null, "");
        while (await LineAsync() is { } line)
        {
            next = line.Split(": ", 2) switch
            {
                ["id", var id] => next with { Id = id },
                ["event", var name] => next with { Event = name },
                ["data", var data] => next with { Data = data },
                _ => next,
            };
            if (line.Length == 0 && next.Data.Length > 0)
                return next;
        }

        throw new EndOfStreamException("The stream of events has ended.");
    }

    public void Dispose()
    {
        _lines.Dispose();
        Response.Dispose();
        _client.Dispose();
    }
}

internal sealed record LiveEvent(string? Id, string? Event, string Data)
{
    public JsonElement Json => JsonElement.Parse(Data);
}
