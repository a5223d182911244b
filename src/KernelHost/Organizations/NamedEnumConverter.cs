using System.Text.Json.Serialization;

namespace KernelHost.Organizations;

/// <summary>Enums by their written name only: a number is a wrong type.</summary>
internal sealed class NamedEnumConverter<T>() : JsonStringEnumConverter<T>(namingPolicy: null, allowIntegerValues: false)
    where T : struct, Enum;
