using KernelHost;
using KernelHost.Testing;

namespace Weather.Tests;

public sealed class WeatherPluginTests
{
    private const string Sunny = """{"name": "Utrecht", "celsius": 20, "text": "Sunny"}""";

    [Theory]
    [InlineData(Units.Metric, 20, "C")]
    [InlineData(Units.Imperial, 68, "F")]
    public async Task The_weather_is_in_the_organisations_units(Units units, int temperature, string unit)
    {
        using var service = FakeWeatherService.Answering(200, Sunny);
        using var plugin = Plugin(service, settings => settings.Units = units);

        Assert.Equal(new Forecast("Utrecht", temperature, unit, "Sunny"), await ForecastAsync(plugin, "Utrecht"));
    }

    [Fact]
    public async Task The_key_is_in_the_header_and_the_place_is_escaped()
    {
        using var service = FakeWeatherService.Answering(200, Sunny);
        using var plugin = Plugin(service);

        await ForecastAsync(plugin, "Utrecht&key=x/../y");

        Assert.Equal(("/v1/today?place=Utrecht%26key%3Dx%2F..%2Fy", "Bearer secret-key"), Assert.Single(service.Asked));
    }

    [Fact]
    public async Task A_place_that_nobody_knows_is_a_bad_argument()
    {
        using var service = FakeWeatherService.Answering(404);
        using var plugin = Plugin(service);

        Assert.Equal("place", (await Assert.ThrowsAsync<PluginArgumentException>(() => ForecastAsync(plugin, "Atlantis"))).Argument);
    }

    [Theory]
    [InlineData(401, "does not accept the key")]
    [InlineData(302, "answered 302")]
    [InlineData(503, "answered 503")]
    public async Task What_the_service_refuses_is_told_without_the_key(int status, string message)
    {
        using var service = FakeWeatherService.Answering(status);
        using var plugin = Plugin(service);

        var failure = await Assert.ThrowsAsync<PluginException>(() => ForecastAsync(plugin, "Utrecht"));

        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-key", failure.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("no json")]
    [InlineData("null")]
    public async Task An_answer_that_cannot_be_read_is_a_failure(string body)
    {
        using var service = FakeWeatherService.Answering(200, body);
        using var plugin = Plugin(service);

        await Assert.ThrowsAsync<PluginException>(() => ForecastAsync(plugin, "Utrecht"));
    }

    [Fact]
    public async Task A_service_that_is_not_there_is_a_failure_without_its_address()
    {
        var service = FakeWeatherService.Answering(200);
        service.Dispose();
        using var plugin = Plugin(service);

        Assert.Equal("The weather service cannot be asked at the moment.", (await Assert.ThrowsAsync<PluginException>(() => ForecastAsync(plugin, "Utrecht"))).Message);
    }

    [Fact]
    public async Task A_service_that_is_too_slow_is_not_waited_for()
    {
        var release = new TaskCompletionSource();
        using var service = new FakeWeatherService(_ => release.Task);
        using var plugin = Plugin(service);

        var forecast = ForecastAsync(plugin, "Utrecht");
        await plugin.Clock.TimerSetAsync(TimeSpan.FromSeconds(5));
        plugin.Clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal("The weather service did not answer within 5 s.", (await Assert.ThrowsAsync<PluginException>(() => forecast)).Message);
        release.SetResult();
    }

    [Fact]
    public async Task A_caller_who_hangs_up_ends_the_request()
    {
        var (asked, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        using var service = new FakeWeatherService(_ =>
        {
            asked.SetResult();
            return release.Task;
        });
        using var plugin = Plugin(service);
        using var hangUp = new CancellationTokenSource();

        var forecast = plugin.InvokeAsync("forecast", new { place = "Utrecht" }, hangUp.Token);
        await asked.Task;
        await hangUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => forecast);
        release.SetResult();
    }

    [Fact]
    public async Task An_empty_place_is_refused_before_anybody_is_asked()
    {
        using var service = FakeWeatherService.Answering(200, Sunny);
        using var plugin = Plugin(service);

        await Assert.ThrowsAsync<PluginArgumentException>(() => ForecastAsync(plugin, " "));

        Assert.Empty(service.Asked);
    }

    private static PluginKernel Plugin(FakeWeatherService service, Action<WeatherSettings>? set = null)
    {
        var settings = new WeatherSettings { ApiKey = "secret-key", Address = service.Address };
        set?.Invoke(settings);
        return PluginKernel.For<WeatherPlugin>().Settings(settings).Build();
    }

    private static Task<Forecast?> ForecastAsync(PluginKernel plugin, string place) => plugin.InvokeAsync<Forecast>("forecast", new { place });
}
