using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Weather.Tests;

/// <summary>A weather service on a free port of loopback: answers every request as the test says, and remembers what it was asked.</summary>
internal sealed class FakeWeatherService : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Func<HttpListenerContext, Task> _answer;

    /// <param name="answer">Writes the answer's status and body.</param>
    public FakeWeatherService(Func<HttpListenerContext, Task> answer)
    {
        _answer = answer;
        Address = new($"http://127.0.0.1:{FreePort()}/");
        _listener.Prefixes.Add(Address.ToString());
        _listener.Start();
        _ = ServeAsync();
    }

    public Uri Address { get; }

    /// <summary>Path and query, then the key.</summary>
    public List<(string? Path, string? Key)> Asked { get; } = [];

    public static FakeWeatherService Answering(int status, string body = "{}") => Answering(() => (status, body));

    /// <param name="answer">Asked anew for each request.</param>
    public static FakeWeatherService Answering(Func<(int Status, string Body)> answer) => new(async context =>
    {
        var (status, body) = answer();
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(body));
    });

    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                Asked.Add((context.Request.RawUrl, context.Request.Headers["Authorization"]));
                await _answer(context);
                context.Response.Close();
            }
        }
        catch (Exception end) when (end is HttpListenerException or ObjectDisposedException or InvalidOperationException)
        {
            // The test is over, or its client has gone.
        }
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
