using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace KernelHost.Organizations;

internal sealed class ModelEntryJsonConverter : JsonConverter<ModelEntry>
{
    private const string Shape = "A model is text or an object with an \"id\".";

    public override ModelEntry Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return new(reader.GetString() ?? "");
        }

        using var document = JsonDocument.ParseValue(ref reader);
        if (document.RootElement.ValueKind != JsonValueKind.Object
            || !document.RootElement.TryGetProperty("id", out var id) || id.ValueKind != JsonValueKind.String)
        {
            throw new JsonException(Shape);
        }

        ModelType? type = document.RootElement.TryGetProperty("type", out var written) && written.ValueKind != JsonValueKind.Null
            ? written.Deserialize<ModelType>(options)
            : null;
        var others = document.RootElement.EnumerateObject()
            .Where(member => !member.NameEquals("id") && !member.NameEquals("type"))
            .ToImmutableDictionary(member => member.Name, member => member.Value.Clone());
        return new(id.GetString() ?? "", type) { Unknown = others.IsEmpty ? null : others };
    }

    public override void Write(Utf8JsonWriter writer, ModelEntry value, JsonSerializerOptions options)
    {
        if (value.Type is null && value.Unknown is null)
        {
            writer.WriteStringValue(value.Id);
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("id", value.Id);
        if (value.Type is { } type)
        {
            writer.WritePropertyName("type");
            JsonSerializer.Serialize(writer, type, options);
        }

        foreach (var (name, member) in value.Unknown ?? ImmutableDictionary<string, JsonElement>.Empty)
        {
            writer.WritePropertyName(name);
            member.WriteTo(writer);
        }

        writer.WriteEndObject();
    }
}
