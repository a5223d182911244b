using System.Net;
using KernelHost.Server.Tests.Secrets;
using Weather.Tests;

namespace KernelHost.Server.Tests.Plugins;

/// <summary>The sample Weather as an organisation has it: the real server with the published plugin, and a weather service on loopback.</summary>
public sealed class WeatherSampleTests : IAsyncLifetime, IDisposable
{
    private const string AdminKey = "key-of-the-weather-tests";

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("kernelhost-weather-");
    private readonly string _secret = Canaries.Of("weather");
    private FakeWeatherService _service = null!;
    private ServerRun _server = null!;
    private HttpClient _client = null!;
    private (int Status, string Body) _answer = (200, """{"name": "Utrecht", "celsius": 20, "text": "Sunny"}""");

    public async Task InitializeAsync()
    {
        _service = FakeWeatherService.Answering(() => _answer);
        SamplePlugins.CopyTo(_directory.CreateSubdirectory("plugins").FullName, "Weather");
        _server = new(_directory.FullName, ("KernelHost__AdminKey", AdminKey), ("Plugins__Directory", Path.Combine(_directory.FullName, "plugins")), ("WEATHER_ADDRESS", _service.Address.ToString()));
        _client = await _server.ClientAsync(AdminKey);
        var created = await _client.TryPostAsync("/api/v1/organizations", new
        {
            slug = "coast",
            name = "The Coast",
            config = new { setups = new { @default = new { plugins = new { Weather = new { settings = new { units = "imperial" }, secrets = new { api_key = _secret } } } } } },
        });
        Assert.True(created.Status == HttpStatusCode.Created, created.Text);
        _client.DefaultRequestHeaders.Add("X-Org", "coast");
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        _client.Dispose();
        _server.Dispose();
        _service.Dispose();
        _directory.Delete(recursive: true);
    }

    [Fact]
    public async Task The_forecast_is_in_the_organisations_units_and_its_secret_in_the_header()
    {
        var answer = await ForecastAsync("Den Haag");

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal("""{"place":"Utrecht","temperature":68,"unit":"F","outlook":"Sunny"}""", answer.Json.GetProperty("result").GetRawText());
        Assert.Equal(("/v1/today?place=Den%20Haag", $"Bearer {_secret}"), Assert.Single(_service.Asked));
    }

    [Fact]
    public async Task What_the_service_refuses_is_told_and_the_secret_to_nobody()
    {
        var evidence = new Evidence();
        foreach (var (status, code, told) in new[]
        {
            (404, "invalid_argument", "knows no place 'Utrecht'"),
            (401, "plugin_failed", "does not accept the key"),
            (302, "plugin_failed", "answered 302"),
            (503, "plugin_failed", "answered 503"),
            (200, "plugin_failed", "cannot be asked at the moment"),
        })
        {
            _answer = (status, "no json");
            var answer = await ForecastAsync("Utrecht");

            Assert.Equal((code == "plugin_failed" ? HttpStatusCode.BadGateway : HttpStatusCode.UnprocessableEntity, code), (answer.Status, answer.Code));
            Assert.Contains(told, answer.Json.GetProperty("detail").GetString(), StringComparison.Ordinal);
            evidence.Add($"the answer to {status}", answer.Text);
        }

        await _server.KillAsync();
        evidence.Add("process output", _server.Printed);
        evidence.AddFiles(_directory.FullName);
        evidence.HoldsNoSecret();
    }

    [Fact]
    public async Task Of_a_service_that_is_not_there_the_caller_learns_no_address()
    {
        _service.Dispose();

        var answer = await ForecastAsync("Utrecht");

        Assert.Equal((HttpStatusCode.BadGateway, "plugin_failed", "The weather service cannot be asked at the moment."), (answer.Status, answer.Code, answer.Json.GetProperty("detail").GetString()));
        Assert.DoesNotContain(_service.Address.Authority, answer.Text, StringComparison.Ordinal);
    }

    private Task<Exchange> ForecastAsync(string place) => _client.TryPostAsync("/api/v1/plugins/Weather/forecast", new { arguments = new { place } });
}
