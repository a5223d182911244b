using KernelHost.Providers;
using KernelHost.Providers.Http;
using KernelHost.Security;

namespace KernelHost.Mcp;

/// <summary>
/// The way to a server over HTTP: the host's pooled connections, which look at every address they dial and follow no redirect. The config's headers go to the server's
/// own address only, wherever it says it wants to be called (SSE names its endpoint itself), and nothing is sent elsewhere.
/// </summary>
internal sealed class McpHttp(UpstreamPool pool, ProviderConnection connection, IReadOnlyDictionary<string, Secret> headers, long mostBytes) : HttpMessageHandler
{
    private readonly string _origin = UpstreamAddress.TryParse(connection.BaseUrl.OriginalString, out var address, out _) ? address.Origin : "";

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.RequestUri is not { } wanted || !UpstreamAddress.TryParse(wanted.AbsoluteUri, out var to, out _) || to.Origin != _origin)
        {
            throw new McpUnavailableException("It asks to be called at another host than the one in the configuration.");
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.Remove(name);
            request.Headers.TryAddWithoutValidation(name, value.Reveal().Trim());
        }

        var response = await pool.For(connection).SendAsync(request, cancellationToken);
        DecodedContent.Decode(response);
        await BoundAsync(response, cancellationToken);
        return response;
    }

    private async Task BoundAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var content = response.Content;
        var events = content.Headers.ContentType?.MediaType is "text/event-stream";
        var bounded = new StreamContent(new BoundedStream(await content.ReadAsStreamAsync(cancellationToken), mostBytes, byLine: events));
        foreach (var (name, values) in content.Headers.NonValidated)
        {
            bounded.Headers.TryAddWithoutValidation(name, (IEnumerable<string>)values);
        }

        response.Content = bounded;
    }
}
