using System.ComponentModel;
using System.Globalization;

namespace Microsoft.SemanticKernel;

/// <summary>Between text and the types that have a text form: numbers, enums, dates, Guid, Uri and types with their own converter.</summary>
/// <remarks>Nothing is cached here, so that plugins' types can be unloaded.</remarks>
internal static class TypeConversion
{
    public static string? ToText(object? value, CultureInfo? culture = null) => value switch
    {
        null => null,
        string text => text,
        _ when ConverterFor(value.GetType()) is { } converter => converter.ConvertToString(null, culture ?? CultureInfo.InvariantCulture, value),
        _ => value.ToString(),
    };

    /// <summary>A converter for the type or what it is the nullable form of; null if it has no text form.</summary>
    public static TypeConverter? ConverterFor(Type type)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        return plain.IsEnum ? new EnumConverter(plain) : HasTextForm(plain) ? TypeDescriptor.GetConverter(plain) : null;
    }

    /// <summary>Converts text or a number to the type; a null stays null where the type allows it.</summary>
    public static object? Convert(TypeConverter converter, Type type, object? value, CultureInfo culture)
    {
        var plain = Nullable.GetUnderlyingType(type);
        if (value is null && (plain is not null || !type.IsValueType))
            return null;

        plain ??= type;
        if (value is not null && converter.CanConvertFrom(value.GetType()))
            return converter.ConvertFrom(null, culture, value);

        return plain.IsEnum && value is not null ? Enum.ToObject(plain, value) : converter.ConvertTo(null, culture, value, plain);
    }

    private static bool HasTextForm(Type type) =>
        type.IsPrimitive
        || type == typeof(string) || type == typeof(decimal) || type == typeof(Guid) || type == typeof(Uri)
        || type == typeof(DateTime) || type == typeof(DateTimeOffset) || type == typeof(TimeSpan)
        || type.IsDefined(typeof(TypeConverterAttribute), inherit: true);
}
