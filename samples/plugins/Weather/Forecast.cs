using System.ComponentModel;
using System.Text.Json.Serialization;

namespace Weather;

/// <summary>What the function gives to its caller: as little as a model needs, with names that say what they are.</summary>
public sealed record Forecast(
    [property: JsonPropertyName("place")] string Place,
    [property: JsonPropertyName("temperature"), Description("In the unit beside it.")] decimal Temperature,
    [property: JsonPropertyName("unit"), Description("C or F.")] string Unit,
    [property: JsonPropertyName("outlook")] string Outlook);

/// <summary>What the weather service answers.</summary>
internal sealed record ServiceAnswer(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("celsius")] decimal Celsius,
    [property: JsonPropertyName("text")] string Text);
