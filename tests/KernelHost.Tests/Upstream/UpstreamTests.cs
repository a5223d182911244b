using System.Text;
using System.Text.Json;
using KernelHost.Upstream;

namespace KernelHost.Tests.Upstream;

/// <summary>One server per test, asked over plain HTTP as if it were the real thing.</summary>
public abstract class UpstreamTests : IAsyncLifetime
{
    protected static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private FakeUpstream? _upstream;
    private HttpClient? _http;

    protected FakeUpstream Upstream => _upstream!;

    protected HttpClient Http => _http!;

    protected virtual FakeUpstreamOptions Options { get; } = new() { Time = new StoppedClock() };

    public async Task InitializeAsync()
    {
        _upstream = await FakeUpstream.StartAsync(Options);
        _http = Upstream.CreateClient();
    }

    public async Task DisposeAsync()
    {
        Http.Dispose();
        await Upstream.DisposeAsync();
    }

    /// <summary>A call in which just the headers have come.</summary>
    protected Task<HttpResponseMessage> PostAsync(string path, string json, CancellationToken cancellationToken = default)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new StringContent(json, Encoding.UTF8, "application/json"),
            Headers = { { "anthropic-version", "2023-06-01" } },
        };
        return Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    protected async Task<string> TextAsync(string path, string json)
    {
        using var response = await PostAsync(path, json);
        return await response.Content.ReadAsStringAsync();
    }

    protected async Task<JsonElement> JsonAsync(string path, string json) => JsonElement.Parse(await TextAsync(path, json));

    protected static string Chat(string model, string more = "") =>
        $$"""{"model":"{{model}}","max_tokens":100,"messages":[{"role":"user","content":"Hi there"}]{{more}}}""";

    /// <summary>What a wire streams when asked.</summary>
    protected static string Streamed(string model) => Chat(model, ",\"stream\":true");

    private sealed class StoppedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Now;
    }
}
