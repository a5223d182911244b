using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace KernelHost.Organizations;

/// <summary>
/// Writes dictionaries by their names' order. In memory they have none that a restart keeps, and what is exported, compared and sealed in the audit log must not change with it. Only for
/// writing: a converter that reads would make the serializer forget where in the text it is.
/// </summary>
internal sealed class MembersInOrder : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) => typeToConvert.IsGenericType
        && typeToConvert.GetGenericTypeDefinition() == typeof(ImmutableDictionary<,>) && typeToConvert.GenericTypeArguments[0] == typeof(string);

    public override JsonConverter? CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter?)Activator.CreateInstance(typeof(Writer<>).MakeGenericType(typeToConvert.GenericTypeArguments[1]));

    private sealed class Writer<T> : JsonConverter<ImmutableDictionary<string, T>>
    {
        public override ImmutableDictionary<string, T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException();

        public override void Write(Utf8JsonWriter writer, ImmutableDictionary<string, T> value, JsonSerializerOptions options)
        {
            var json = (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
            writer.WriteStartObject();
            foreach (var (name, member) in value.OrderBy(member => member.Key, StringComparer.Ordinal))
            {
                writer.WritePropertyName(name);
                JsonSerializer.Serialize(writer, member, json);
            }

            writer.WriteEndObject();
        }
    }
}
