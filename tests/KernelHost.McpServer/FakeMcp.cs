using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace KernelHost.McpServer;

/// <summary>The fake server over HTTP on a free port of loopback: <c>/mcp</c> speaks streamable HTTP, <c>/sse</c> the older way, <c>/elsewhere</c> names another host as its endpoint, <c>/moved</c> redirects.</summary>
public sealed class FakeMcp : IAsyncDisposable
{
    private const string Session = "Mcp-Session-Id";

    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, Channel<JsonObject>> _streams = new();
    private readonly ConcurrentQueue<IReadOnlyDictionary<string, string>> _headers = new();
    private int _sessions;

    private FakeMcp(int port)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        _app = builder.Build();
        _app.MapPost("/mcp", PostAsync);
        _app.MapGet("/mcp", context => StreamAsync(context, context.Request.Headers[Session].ToString(), null));
        _app.MapDelete("/mcp", () => Results.NoContent());
        _app.MapGet("/sse", context => StreamAsync(context, Interlocked.Increment(ref _sessions).ToString(), id => $"/messages?session={id}"));
        _app.MapPost("/messages", MessageAsync);
        _app.MapGet("/elsewhere", context => StreamAsync(context, Interlocked.Increment(ref _sessions).ToString(), _ => $"http://localhost:{Address.Port}/messages?session=1"));
        _app.MapPost("/moved", () => Results.Redirect("/mcp", permanent: true, preserveMethod: true));
    }

    public FakeTools Tools { get; } = new();

    public Uri Address => new(_app.Urls.First());

    /// <summary>Of every request, in the order they came.</summary>
    public IReadOnlyCollection<IReadOnlyDictionary<string, string>> Headers => _headers;

    /// <summary>How often somebody shook hands.</summary>
    public int Sessions => Volatile.Read(ref _sessions);

    /// <param name="port">0 = any that is free.</param>
    public static async Task<FakeMcp> StartAsync(int port = 0)
    {
        var fake = new FakeMcp(port);
        await fake._app.StartAsync();
        return fake;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var stream in _streams.Values)
        {
            stream.Writer.TryComplete();
        }

        await _app.StopAsync(new CancellationToken(true));
        await _app.DisposeAsync();
    }

    private async Task PostAsync(HttpContext context)
    {
        Note(context);
        var message = (JsonObject)(await JsonNode.ParseAsync(context.Request.Body))!;
        var session = context.Request.Headers[Session].ToString();
        if ((string?)message["method"] == "initialize")
        {
            session = $"session-{Interlocked.Increment(ref _sessions)}";
            _streams[session] = Channel.CreateUnbounded<JsonObject>();
            context.Response.Headers[Session] = session;
        }

        var answer = await Tools.AnswerAsync(message, new(notice => Tell(context, session, notice), () => Where(context), context.Abort, context.RequestAborted));
        if (answer is null)
        {
            context.Response.StatusCode = StatusCodes.Status202Accepted;
        }
        else if (context.Response.HasStarted)
        {
            await WriteEventAsync(context, answer);
        }
        else
        {
            context.Response.ContentType = "application/json";
            await context.Response.WriteAsync(answer.ToJsonString());
        }
    }

    private static async Task WriteEventAsync(HttpContext context, JsonObject message)
    {
        await context.Response.WriteAsync($"event: message\ndata: {message.ToJsonString()}\n\n");
        await context.Response.Body.FlushAsync();
    }

    private void Tell(HttpContext context, string session, JsonObject notice)
    {
        if ((string?)notice["method"] == "notifications/progress")
        {
            if (!context.Response.HasStarted)
            {
                context.Response.ContentType = "text/event-stream";
            }

            WriteEventAsync(context, notice).GetAwaiter().GetResult();
        }
        else if (_streams.TryGetValue(session, out var stream))
        {
            stream.Writer.TryWrite(notice);
        }
    }

    private async Task MessageAsync(HttpContext context)
    {
        Note(context);
        var message = (JsonObject)(await JsonNode.ParseAsync(context.Request.Body))!;
        if (!_streams.TryGetValue(context.Request.Query["session"].ToString(), out var stream))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        context.Response.StatusCode = StatusCodes.Status202Accepted;
        await context.Response.CompleteAsync();
        if (await Tools.AnswerAsync(message, new(notice => stream.Writer.TryWrite(notice), () => Where(context), () => stream.Writer.TryComplete(), context.RequestAborted)) is { } answer)
        {
            stream.Writer.TryWrite(answer);
        }
    }

    /// <param name="endpoint">Where messages are to be sent, told first; null = where the stream is.</param>
    private async Task StreamAsync(HttpContext context, string session, Func<string, string>? endpoint)
    {
        Note(context);
        context.Response.ContentType = "text/event-stream";
        var messages = _streams.GetOrAdd(session, _ => Channel.CreateUnbounded<JsonObject>()).Reader;
        await context.Response.WriteAsync(endpoint is null ? ": open\n\n" : $"event: endpoint\ndata: {endpoint(session)}\n\n");
        await context.Response.Body.FlushAsync();
        try
        {
            await foreach (var message in messages.ReadAllAsync(context.RequestAborted))
            {
                await context.Response.WriteAsync($"event: message\ndata: {message.ToJsonString()}\n\n");
                await context.Response.Body.FlushAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // Its client has gone.
        }
    }

    private void Note(HttpContext context) => _headers.Enqueue(context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase));

    private static JsonObject Where(HttpContext context) =>
        new([.. context.Request.Headers.Select(header => KeyValuePair.Create(header.Key, (JsonNode?)header.Value.ToString()))]);
}
