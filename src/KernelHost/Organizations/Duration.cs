using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace KernelHost.Organizations;

/// <summary>A length of time as the config writes it: <c>"300ms"</c>, <c>"10s"</c>, <c>"5m"</c>, <c>"1h"</c>; at least a microsecond, at most 24 hours.</summary>
[JsonConverter(typeof(DurationJsonConverter))]
public readonly record struct Duration(TimeSpan Value)
{
    private static readonly (string Unit, TimeSpan Length)[] Units =
        [("ms", TimeSpan.FromMilliseconds(1)), ("s", TimeSpan.FromSeconds(1)), ("m", TimeSpan.FromMinutes(1)), ("h", TimeSpan.FromHours(1))];

    // Less would be written as "0ms", which cannot be read again.
    private static readonly TimeSpan Shortest = TimeSpan.FromMicroseconds(1);

    public static bool TryParse([NotNullWhen(true)] string? text, out Duration duration)
    {
        duration = default;
        foreach (var (unit, length) in Units)
        {
            if (text is not null
                && text.EndsWith(unit, StringComparison.Ordinal)
                && double.TryParse(text.AsSpan(0, text.Length - unit.Length), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count)
                && count * length.TotalHours <= 24 && count * length >= Shortest)
            {
                duration = new(count * length);
                return true;
            }
        }

        return false;
    }

    public override string ToString()
    {
        var value = Value;
        var (unit, length) = Units.Last(u => value.Ticks % u.Length.Ticks == 0 || u.Unit == "ms");
        return string.Create(CultureInfo.InvariantCulture, $"{value / length:0.###}{unit}");
    }
}

internal sealed class DurationJsonConverter : JsonConverter<Duration>
{
    public override Duration Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Duration.TryParse(reader.GetString(), out var duration)
            ? duration
            : throw new JsonException("A duration is text such as \"300ms\", \"10s\", \"5m\" or \"1h\".");

    public override void Write(Utf8JsonWriter writer, Duration value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
