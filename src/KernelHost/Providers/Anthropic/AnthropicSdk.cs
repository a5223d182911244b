using System.Text.Json;
using Anthropic;
using Anthropic.Core;
using Anthropic.Models.Messages;
using KernelHost.Providers.Http;

namespace KernelHost.Providers.Anthropic;

/// <summary>
/// Anthropic's SDK as this host uses it: it knows the addresses, the versions and the headers. What it would do by itself is off: it retries nothing,
/// times nothing, reads no environment variables and no files, and holds no key.
/// </summary>
internal static class AnthropicSdk
{
    private const string VersionPath = "/v1";

    private static readonly IReadOnlyDictionary<string, JsonElement> Nothing = new Dictionary<string, JsonElement>();

    // Null given is given: the SDK looks for a key or token elsewhere only when neither was set. AnthropicTransport puts the tenant's own on the request.
    private static readonly AnthropicClient Unconnected = new(new ClientOptions
    {
        ApiKey = null,
        AuthToken = null,
        BaseUrl = "https://api.anthropic.com",
        MaxRetries = 0,
        Timeout = Timeout.InfiniteTimeSpan,
    });

    public static Task<HttpResponseMessage> SendMessageAsync(ProviderHttp http, Attempt attempt, ReadOnlyMemory<byte> body)
    {
        var members = JsonElement.Parse(body.Span).EnumerateObject().ToDictionary(member => member.Name, member => member.Value);
        return SendAsync(http, attempt, HttpMethod.Post, MessageCreateParams.FromRawUnchecked(Nothing, Nothing, members));
    }

    /// <summary>Sends and waits for the headers. The answer has a status of success; its body has not been read.</summary>
    public static async Task<HttpResponseMessage> SendAsync<T>(ProviderHttp http, Attempt attempt, HttpMethod method, T parameters)
        where T : ParamsBase
    {
        var transport = new HttpClient(new AnthropicTransport(http, attempt)) { Timeout = Timeout.InfiniteTimeSpan };
        var client = Unconnected.WithOptions(options => options with { HttpClient = transport, BaseUrl = Root(attempt.Connection.BaseUrl) });
        var response = await client.WithRawResponse.Execute(new HttpRequest<T> { Method = method, Params = parameters }, attempt.Token);
        return response.RawMessage;
    }

    // The SDK adds /v1 itself; people write it too, as they must for most others.
    private static string Root(Uri baseUrl)
    {
        var path = baseUrl.GetLeftPart(UriPartial.Path).TrimEnd('/');
        return path.EndsWith(VersionPath, StringComparison.Ordinal) ? path[..^VersionPath.Length] : path;
    }
}
