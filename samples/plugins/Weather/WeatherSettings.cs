using System.ComponentModel.DataAnnotations;

namespace Weather;

/// <summary>
/// What an organisation sets for the plugin: <c>"settings": {"units": "metric", "timeout": "5s"}, "secrets": {"api_key": "…"}</c>. The host checks the
/// attributes when the config is accepted, so the plugin need not.
/// </summary>
public sealed class WeatherSettings
{
    /// <summary>Celsius or Fahrenheit.</summary>
    public Units Units { get; set; } = Units.Metric;

    /// <summary>How long the weather service may take.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:00:30")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>A secret: it is in the header of the request and nowhere else, in no message and no log.</summary>
    [Required]
    public string ApiKey { get; set; } = "";

    /// <summary>
    /// Where the service is. Not an organisation's to choose, for then its admin could send the host's requests to any address inside the host's network;
    /// a plugin that lets it be chosen must check it. Whoever runs the host may, in its environment.
    /// </summary>
    internal Uri Address
    {
        get => field ?? new(Environment.GetEnvironmentVariable("WEATHER_ADDRESS") ?? "https://api.weather.example/");
        set;
    }
}

/// <summary>What temperatures are in.</summary>
public enum Units
{
    /// <summary>Celsius.</summary>
    Metric,

    /// <summary>Fahrenheit.</summary>
    Imperial,
}
