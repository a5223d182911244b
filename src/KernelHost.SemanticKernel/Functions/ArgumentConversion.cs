using System.ComponentModel;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Microsoft.SemanticKernel;

/// <summary>Brings an argument to its parameter's type: as it is, through its text form, or through JSON.</summary>
internal sealed class ArgumentConversion(string name, Type type)
{
    private static readonly UnloadableTypes Options = new(JsonSerializerOptions.Default);

    private readonly TypeConverter? _converter = TypeConversion.ConverterFor(type);

    public string Name => name;

    /// <exception cref="ArgumentOutOfRangeException">The text does not fit the type.</exception>
    public object? Convert(object? value, CultureInfo culture)
    {
        if (type.IsInstanceOfType(value))
            return value;
        if (value is JsonElement { ValueKind: JsonValueKind.String } text && _converter is not null)
            value = text.GetString();
        if (_converter is not null && value is not (JsonElement or JsonDocument or JsonNode))
            return FromText(_converter, value, culture);

        return value is not null && TryFromJson(value, out var converted) ? converted : value;
    }

    private object? FromText(TypeConverter converter, object? value, CultureInfo culture)
    {
        try
        {
            return ConvertWith(culture);
        }
        catch (Exception e) when (IsMisfit(e))
        {
            throw new ArgumentOutOfRangeException(name, value, e.Message);
        }

        // Models write numbers the invariant way whatever the kernel's culture.
        object? ConvertWith(CultureInfo with)
        {
            try
            {
                return TypeConversion.Convert(converter, type, value, with);
            }
            catch (Exception e) when (IsMisfit(e) && !with.Equals(CultureInfo.InvariantCulture))
            {
                return ConvertWith(CultureInfo.InvariantCulture);
            }
        }
    }

    private bool TryFromJson(object value, out object? converted)
    {
        try
        {
            converted = value switch
            {
                JsonElement element => element.Deserialize(type, Options.OptionsFor(type)),
                JsonDocument document => document.Deserialize(type, Options.OptionsFor(type)),
                JsonNode node => node.Deserialize(type, Options.OptionsFor(type)),
                _ => JsonSerializer.Deserialize(value.ToString() ?? "", type, Options.OptionsFor(type)),
            };
            return true;
        }
        catch (Exception e) when (e is JsonException or NotSupportedException)
        {
            converted = null;
            return false;
        }
    }

    private static bool IsMisfit(Exception e) =>
        e is ArgumentException or FormatException or InvalidCastException or NotSupportedException or OverflowException;
}
