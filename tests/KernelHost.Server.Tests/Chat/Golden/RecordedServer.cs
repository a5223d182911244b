using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace KernelHost.Server.Tests.Chat.Golden;

/// <summary>A model server on OpenAI's wire that gives one answer, byte for byte, and keeps what it was sent last.</summary>
internal sealed class RecordedServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly RecordedChat _chat;

    private RecordedServer(WebApplication app, RecordedChat chat) => (_app, _chat) = (app, chat);

    public string? Received { get; private set; }

    public static async Task<RecordedServer> StartAsync(RecordedChat chat)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var server = new RecordedServer(app, chat);
        app.MapPost("/v1/chat/completions", server.AnswerAsync);
        await app.StartAsync();
        return server;
    }

    /// <summary>The setup of an organisation that has this server and nothing else.</summary>
    public object Setup() => new
    {
        is_default = true,
        providers = new { recorded = new { kind = "openai", base_url = $"{_app.Urls.First()}/v1", api_key = "sk-recorded", models = new[] { RecordedChat.Model } } },
        fallback = new { enabled = false },
    };

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using var body = new StreamReader(context.Request.Body);
        Received = await body.ReadToEndAsync(context.RequestAborted);
        context.Response.ContentType = _chat.IsStream ? "text/event-stream" : "application/json";
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(_chat.Answer), context.RequestAborted);
    }
}
