using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace KernelHost.Server.Tests.Models;

/// <summary>A model server that has only embeddings, and answers every request with one vector as given. Everything else there is a 404 of the framework.</summary>
internal sealed class OddServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private OddServer(WebApplication app) => _app = app;

    public string BaseUrl => $"{_app.Urls.First()}/v1";

    public static async Task<OddServer> StartAsync(string vector)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.MapPost("/v1/embeddings", () => Results.Text(
            $$"""{"object": "list", "data": [{"object": "embedding", "index": 0, "embedding": {{vector}}}], "model": "m", "usage": {"prompt_tokens": 3, "total_tokens": 3} }""", "application/json"));
        await app.StartAsync();
        return new(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}
