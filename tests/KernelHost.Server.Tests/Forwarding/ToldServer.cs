using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace KernelHost.Server.Tests.Forwarding;

/// <summary>A model server that answers chats the way a test tells it to, and counts its calls and connections.</summary>
internal sealed class ToldServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _connections;
    private int _calls;

    private ToldServer(RequestDelegate answer, HttpProtocols protocols, X509Certificate2? certificate)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddRouting();
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = protocols;
            listen.Use(next => connection =>
            {
                Interlocked.Increment(ref _connections);
                return next(connection);
            });
            if (certificate is not null)
                listen.UseHttps(certificate);
        }));
        _app = builder.Build();
        _app.MapPost("/v1/chat/completions", context =>
        {
            Interlocked.Increment(ref _calls);
            return answer(context);
        });
    }

    public int Port => new Uri(_app.Urls.Single()).Port;

    public string BaseUrl => $"{_app.Urls.Single()}/v1";

    public int Connections => Volatile.Read(ref _connections);

    public int Calls => Volatile.Read(ref _calls);

    public static async Task<ToldServer> StartAsync(RequestDelegate answer, HttpProtocols protocols = HttpProtocols.Http1, X509Certificate2? certificate = null)
    {
        var server = new ToldServer(answer, protocols, certificate);
        await server._app.StartAsync();
        return server;
    }

    /// <summary>The first server is the default; each other one stands in for the one before it.</summary>
    public static object Setup(params ToldServer[] servers) => new
    {
        is_default = true,
        global_default_model = new { provider = "told-0", model = "m" },
        providers = servers.Index().ToDictionary(one => $"told-{one.Index}", one => (object)new { kind = "openai-compatible", base_url = one.Item.BaseUrl, models = new[] { "m" } }),
        fallback = new { enabled = servers.Length > 1, models = servers.Index().Skip(1).Select(one => new { provider = $"told-{one.Index}", model = "m" }) },
    };

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
