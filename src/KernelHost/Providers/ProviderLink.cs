using System.Net;
using KernelHost.Providers.Http;
using KernelHost.Providers.OpenAi;

namespace KernelHost.Providers;

/// <summary>A provider as it can be called: its kind and its connection, with what every call to it has in common worked out once. Thread-safe.</summary>
internal sealed class ProviderLink(IProviderKind kind, ProviderConnection connection)
{
    private Uri?[]? _addresses;
    private string? _authorization;

    public IProviderKind Kind => kind;

    public ProviderConnection Connection => connection;

    /// <summary>A request to one of OpenAI's endpoints, with the key.</summary>
    public HttpRequestMessage Request(OpenAiEndpoint endpoint, HttpContent content)
    {
        var address = AddressOf(endpoint);
        var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = content };
        if (address.Scheme == Uri.UriSchemeHttps)
            (request.Version, request.VersionPolicy) = (HttpVersion.Version20, HttpVersionPolicy.RequestVersionOrLower);
        if (connection.Key is { } key)
            request.Headers.TryAddWithoutValidation("Authorization", _authorization ??= "Bearer " + key.Reveal().Trim());   // keys are pasted, line end and all
        return request;
    }

    // Two calls at once may both work it out, and come to the same.
    private Uri AddressOf(OpenAiEndpoint endpoint)
    {
        var addresses = _addresses ??= new Uri?[OpenAiEndpoint.Count];
        return addresses[endpoint.Index] ??= ProviderHttp.Address(connection, endpoint.Path);
    }
}
