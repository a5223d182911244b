using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using KernelHost.Server.Wire;

namespace KernelHost.Server.Endpoints.Events;

/// <summary>
/// Events on a response, as server-sent events. The id of one that is told for the first time is the stream's <c>id:</c>; one that is told again has none, so that
/// a client that comes back begins after the newest it knows.
/// </summary>
internal sealed class EventWriter(HttpResponse response, JsonSerializerOptions options)
{
    private readonly PipeWriter _body = response.BodyWriter;

    /// <summary>The client is to know at once that it is heard.</summary>
    public void Begin()
    {
        SseStream.SetHeaders(response);
        WriteSignOfLife();
    }

    public void Write(EventNews news)
    {
        if (news.IsNew)
        {
            Write(string.Create(CultureInfo.InvariantCulture, $"id: {news.Event.Id}\n"));
        }

        Write("data: ");
        _body.Write(JsonSerializer.SerializeToUtf8Bytes(EventAnswer.Of(news.Event), options));
        Write("\n\n");
    }

    /// <summary>Between what was told before and what follows was more.</summary>
    public void WriteMissed() => Write("event: missed\ndata: {}\n\n");

    public void WriteSignOfLife() => Write(":\n\n");

    /// <summary>Nothing follows, and why.</summary>
    public async Task EndAsync(string reason, CancellationToken cancellationToken)
    {
        Write($"event: end\ndata: {{\"reason\":\"{reason}\"}}\n\n");
        await FlushAsync(cancellationToken);
    }

    public async Task FlushAsync(CancellationToken cancellationToken) => await _body.FlushAsync(cancellationToken);

    private void Write(string text) => Encoding.UTF8.GetBytes(text, _body);
}
