using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace KernelHost.Traffic.Fidelity;

/// <summary>Many cases against a host whose callers each have a provider at one of the upstream's addresses; what is not the same byte for byte is a failure.</summary>
/// <param name="clients">One for each caller, with a key of its organisation.</param>
internal sealed class FidelityRun(RawUpstream upstream, IReadOnlyList<HttpClient> clients, int seed)
{
    private readonly ConcurrentQueue<string> _failures = new();
    private int _next = -1;

    public IReadOnlyCollection<string> Failures => _failures;

    /// <summary>The setup of one caller's organisation.</summary>
    public static object Setup(string baseUrl) => new
    {
        is_default = true,
        global_default_model = new { provider = FidelityCase.Provider, model = FidelityCase.Model },
        providers = new Dictionary<string, object> { [FidelityCase.Provider] = new { kind = "openai-compatible", base_url = baseUrl, api_key = "sk-raw", models = new[] { FidelityCase.Model } } },
        fallback = new { enabled = false },
    };

    public Task SendAsync(int cases) => Task.WhenAll(Enumerable.Range(0, clients.Count).Select(caller => Task.Run(() => SendAsync(caller, cases))));

    private async Task SendAsync(int caller, int cases)
    {
        while (Interlocked.Increment(ref _next) is var number && number < cases)
            await SendAsync(caller, new FidelityCase(seed, number));
    }

    private async Task SendAsync(int caller, FidelityCase one)
    {
        upstream.Expect(caller, one);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(one.Sent)) };
        request.Content.Headers.ContentType = new("application/json");
        if (!one.WantsModelInfo)
            request.Headers.Add("x-kernelhost-model-info", "none");
        using var answer = await clients[caller].SendAsync(request);
        var returned = Encoding.UTF8.GetString(await answer.Content.ReadAsByteArrayAsync());

        Compare(one, "the model server got", one.Received, upstream.Received(caller));
        Compare(one, "the client got", one.Returned, returned);
        if (answer.StatusCode != HttpStatusCode.OK)
            _failures.Enqueue($"case {one.Number}: status {(int)answer.StatusCode}, sent {one.Sent}");
    }

    private void Compare(FidelityCase one, string who, string expected, string? actual)
    {
        if (expected != actual)
            _failures.Enqueue($"seed {seed}, case {one.Number}, {who}\n{actual}\ninstead of\n{expected}");
    }
}
