using System.Text;
using System.Text.Json;
using KernelHost.Upstream.Wires;

namespace KernelHost.Upstream;

/// <summary>What all endpoints share, and the way every call takes: write down, check the key, find the fault, answer, send.</summary>
internal sealed class Stage(FakeUpstreamOptions options)
{
    private int _ids;

    public FakeUpstreamOptions Options => options;

    public Journal Journal { get; } = new(options.JournalCapacity);

    public Connections Connections { get; } = new();

    public Scripts Scripts { get; } = new();

    public Faults Faults { get; } = new();

    public Gate Gate { get; } = new(options.Time);

    public DateTimeOffset Now => options.Time.GetUtcNow();

    public int NextId() => Interlocked.Increment(ref _ids);

    public RequestDelegate Serve(IDialect dialect, Func<Incoming, Reply> respond) => async http =>
    {
        var call = await ReceiveAsync(http, dialect);
        var clientDisconnected = false;
        try
        {
            await new Sender(options, Gate).SendAsync(http, Decide(http, call, respond));
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            clientDisconnected = true;
        }
        finally
        {
            call.Entry.End(clientDisconnected);
        }
    };

    private async Task<Incoming> ReceiveAsync(HttpContext http, IDialect dialect)
    {
        var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        body.Position = 0;
        http.Request.Body = body;
        // curl calls JSON a url-encoded form unless told otherwise, and real servers do not mind.
        var isMultipart = http.Request.ContentType?.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase) ?? false;
        var form = isMultipart ? await http.Request.ReadFormAsync(http.RequestAborted) : null;
        var json = Parse(body.ToArray());
        var model = form?["model"].ToString() ?? json.Text("model") ?? json.Text("name");

        var entry = new JournalEntry
        {
            Time = Now,
            Method = http.Request.Method,
            Path = http.Request.Path + http.Request.QueryString,
            Wire = dialect.Name,
            Model = model,
            Key = dialect.KeyOf(http.Request.Headers),
            Headers = http.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            Body = body.ToArray(),
        };
        var fault = Faults.For(model);
        entry.Fault = fault?.Fault.Name;
        Journal.Add(entry);
        return new Incoming(this, dialect, entry, json, form, fault, http.GetRouteValue("id") as string);
    }

    private Reply Decide(HttpContext http, Incoming call, Func<Incoming, Reply> respond)
    {
        try
        {
            CheckKey(call);
            var fault = call.Planned?.Fault;
            var reply = fault is { SkipsAnswer: true } ? Reply.Of("application/json", []) : respond(call);
            return fault?.Reply(reply, Scene(http, call)) ?? reply;
        }
        catch (RefusedException refused)
        {
            return call.Dialect.Error(refused.Failure);
        }
    }

    private FaultScene Scene(HttpContext http, Incoming call) =>
        new(call.Dialect, call.Model, call.Entry.Key, new Uri($"http://{http.Request.Host}"), call.Planned?.Delay, Now);

    private void CheckKey(Incoming call)
    {
        if (call.Entry.Key is null && options.RequireKey && call.Dialect.HasKeys)
        {
            throw new RefusedException(new Failure(401, "No API key was provided.", "missing_api_key"));
        }

        if (call.Entry.Key == "bad-key")
        {
            throw new RefusedException(new Failure(401, "Incorrect API key provided.", "invalid_api_key"));
        }
    }

    // Endpoints refuse what is not an object; the journal takes anything.
    private static JsonElement Parse(byte[] body)
    {
        try
        {
            return JsonElement.Parse(new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(body));
        }
        catch (Exception notJson) when (notJson is JsonException or DecoderFallbackException)
        {
            return default;
        }
    }
}
