using System.Net.Http.Headers;
using KernelHost.Providers.Http;

namespace KernelHost.Providers.Anthropic;

/// <summary>Where the SDK's requests leave it: over the host's pooled connections, within the attempt's limits, with the tenant's key, every failure classified.</summary>
internal sealed class AnthropicTransport(ProviderHttp http, Attempt attempt) : HttpMessageHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        KeepOnly(request.Headers, "anthropic-version", "User-Agent");
        if (attempt.Connection.Key is { } key)
            request.Headers.TryAddWithoutValidation("x-api-key", key.Reveal().Trim());   // keys are pasted, line end and all
        if (request.RequestUri is { Query: "" } address && attempt.Connection.BaseUrl.Query is { Length: > 0 } query)
            request.RequestUri = new UriBuilder(address) { Query = query }.Uri;
        return attempt.RunAsync(a => http.SendAsync(request, a));
    }

    // The SDK also tells of the machine, and adds what ANTHROPIC_CUSTOM_HEADERS holds: the process's own, not the tenant's.
    private static void KeepOnly(HttpRequestHeaders headers, params ReadOnlySpan<string> names)
    {
        foreach (var name in headers.Select(header => header.Key).ToArray())
        {
            if (!names.Contains(name))
                headers.Remove(name);
        }
    }
}
