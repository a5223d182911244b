using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace KernelHost.Traffic.Fidelity;

/// <summary>A model server that answers the case at hand with its bytes, cut where it says, and keeps the bytes it was sent. One address, and one case at a time, for each caller.</summary>
internal sealed class RawUpstream : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly FidelityCase?[] _cases;
    private readonly string?[] _received;

    private RawUpstream(WebApplication app, int callers) => (_app, _cases, _received) = (app, new FidelityCase?[callers], new string?[callers]);

    public static async Task<RawUpstream> StartAsync(int callers)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddRouting();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        var upstream = new RawUpstream(app, callers);
        app.MapPost("/{caller:int}/v1/chat/completions", upstream.AnswerAsync);
        await app.StartAsync();
        return upstream;
    }

    public string BaseUrl(int caller) => $"{_app.Urls.Single()}/{caller}/v1";

    public void Expect(int caller, FidelityCase next) => (_cases[caller], _received[caller]) = (next, null);

    public string? Received(int caller) => _received[caller];

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context, int caller)
    {
        using var body = new StreamReader(context.Request.Body, new UTF8Encoding(false, throwOnInvalidBytes: true), detectEncodingFromByteOrderMarks: false);
        _received[caller] = await body.ReadToEndAsync(context.RequestAborted);
        var current = _cases[caller] ?? throw new InvalidOperationException("Nobody expects this call.");
        context.Response.ContentType = current.IsStream ? "text/event-stream" : "application/json";
        var bytes = Encoding.UTF8.GetBytes(current.Answered);
        var sent = 0;
        foreach (var cut in current.Cuts(bytes.Length))
        {
            await context.Response.Body.WriteAsync(bytes.AsMemory(sent, cut - sent), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            sent = cut;
        }
    }
}
