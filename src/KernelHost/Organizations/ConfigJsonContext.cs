using System.Collections;
using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using KernelHost.Security;

namespace KernelHost.Organizations;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(SecretJsonConverter)])]
[JsonSerializable(typeof(OrgConfig))]
[JsonSerializable(typeof(ProviderSettings))]
[JsonSerializable(typeof(ModelType))]
[JsonSerializable(typeof(Secret))]
internal sealed partial class ConfigJsonContext : JsonSerializerContext;

/// <summary>The generated contracts, told to write only what says something: no empty lists, no fallback that nobody wrote.</summary>
internal static class ConfigJsonOptions
{
    public static JsonSerializerOptions Shared { get; } = new(ConfigJsonContext.Default.OrgConfig.Options)
    {
        TypeInfoResolver = ConfigJsonContext.Default.WithAddedModifier(OmitWhatIsAbsent),
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly JsonSerializerOptions InOrder = new(Shared) { Converters = { new MembersInOrder() } };

    /// <summary>For reading.</summary>
    public static JsonTypeInfo<OrgConfig> OrgConfig { get; } = (JsonTypeInfo<OrgConfig>)Shared.GetTypeInfo(typeof(OrgConfig));

    /// <summary>For writing: one config is always the same text.</summary>
    public static JsonTypeInfo<OrgConfig> OrgConfigInOrder { get; } = (JsonTypeInfo<OrgConfig>)InOrder.GetTypeInfo(typeof(OrgConfig));

    private static void OmitWhatIsAbsent(JsonTypeInfo type)
    {
        foreach (var member in type.Properties.Where(member => member.Get is not null && !member.IsExtensionData))
        {
            if (member.PropertyType == typeof(FallbackSettings))
            {
                member.ShouldSerialize = static (_, value) => !ReferenceEquals(value, FallbackSettings.Default);
            }
            else if (IsCollection(member.PropertyType))
            {
                member.ShouldSerialize = static (_, value) => value is IEnumerable items && items.GetEnumerator().MoveNext();
            }
        }
    }

    // Nullable lists tell absent from empty (mcp_servers) and are written as they are; secrets are never written.
    private static bool IsCollection(Type type) => type == typeof(ProviderList)
        || (type.IsGenericType
            && (type.GetGenericTypeDefinition() == typeof(ImmutableArray<>)
                || (type.GetGenericTypeDefinition() == typeof(ImmutableDictionary<,>) && type.GenericTypeArguments[1] != typeof(Secret))));
}
