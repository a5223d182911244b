using System.ComponentModel;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using KernelHost;
using Microsoft.Extensions.Options;
using Microsoft.SemanticKernel;

namespace Weather;

/// <summary>
/// A plugin that asks an HTTP API. One instance serves all calls of an organisation at once, so it has one <see cref="HttpClient"/>, which is thread-safe
/// and pools its connections; the host disposes of the instance when nobody uses it any more.
/// </summary>
[Description("Knows the weather.")]
public sealed class WeatherPlugin(IOptions<WeatherSettings> settings, TimeProvider time) : IDisposable
{
    // A connection is given up after a while, so that a service that moves to another address is found there. Redirects could take the key elsewhere.
    private readonly HttpClient _client = new(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5), AllowAutoRedirect = false })
    {
        Timeout = Timeout.InfiniteTimeSpan,   // each call has its own limit, by the plugin's clock
        MaxResponseContentBufferSize = 64 * 1024,
    };

    [KernelFunction("forecast")]
    [Description("Today's weather at a place.")]
    public async Task<Forecast> ForecastAsync([Description("A town, such as Utrecht.")] string place, CancellationToken cancellationToken = default)
    {
        if (string.IsNullOrWhiteSpace(place))
            throw new PluginArgumentException("place", "'place' must not be empty.");

        var limit = settings.Value.Timeout;
        using var limited = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limited.Token, cancellationToken);
        try
        {
            return await AskAsync(place, either.Token);
        }
        catch (OperationCanceledException) when (limited.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new PluginException($"The weather service did not answer within {limit.TotalSeconds:0.#} s.");
        }
        catch (Exception failure) when (failure is HttpRequestException or JsonException or NotSupportedException)
        {
            // What is inside may hold addresses: it is for the host's log only.
            throw new PluginException("The weather service cannot be asked at the moment.", failure);
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task<Forecast> AskAsync(string place, CancellationToken cancellationToken)
    {
        // What a caller gives is escaped, or it could ask for something else.
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(settings.Value.Address, $"v1/today?place={Uri.EscapeDataString(place)}"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", settings.Value.ApiKey);
        using var response = await _client.SendAsync(request, cancellationToken);
        var answer = response.StatusCode switch
        {
            HttpStatusCode.OK => await response.Content.ReadFromJsonAsync<ServiceAnswer>(cancellationToken),
            HttpStatusCode.NotFound => throw new PluginArgumentException("place", $"The weather service knows no place '{place}'."),
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden => throw new PluginException("The weather service does not accept the key: the organisation's admin can set another."),
            var status => throw new PluginException($"The weather service answered {(int)status}."),
        };
        return answer is null ? throw new PluginException("The weather service answered nothing.") : Read(answer);
    }

    private Forecast Read(ServiceAnswer answer) => settings.Value.Units == Units.Imperial
        ? new(answer.Name, (answer.Celsius * 9 / 5) + 32, "F", answer.Text)
        : new(answer.Name, answer.Celsius, "C", answer.Text);
}
