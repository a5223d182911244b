using KernelHost.Providers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace KernelHost.Tests.Providers.Failures;

/// <summary>A server that gives whoever asks for whatever the answer it is set to.</summary>
public sealed class OneAnswerServer : IAsyncLifetime
{
    private WebApplication? _app;

    /// <summary>What calls it.</summary>
    public ServiceProvider Services { get; } = new ServiceCollection().AddSingleton<TimeProvider>(new ManualTimeProvider()).AddProviders().BuildServiceProvider();

    public int Status { get; set; } = 200;

    public string ContentType { get; set; } = "application/json";

    public IReadOnlyDictionary<string, string> Headers { get; set; } = new Dictionary<string, string>();

    public byte[] Body { get; set; } = [];

    public Uri Address => new(_app?.Urls.First() ?? throw new InvalidOperationException());

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Run(AnswerAsync);
        await _app.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await Services.DisposeAsync();
        if (_app is not null)
            await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        await context.Request.Body.CopyToAsync(Stream.Null);
        (context.Response.StatusCode, context.Response.ContentType) = (Status, ContentType);
        foreach (var (name, value) in Headers)
            context.Response.Headers[name] = value;
        await context.Response.Body.WriteAsync(Body);
    }
}
