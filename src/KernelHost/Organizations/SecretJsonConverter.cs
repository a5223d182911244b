using System.Text.Json;
using System.Text.Json.Serialization;
using KernelHost.Security;

namespace KernelHost.Organizations;

/// <summary>Reads secrets; there is no way to write one. Null and empty text are read as "delete it", see <see cref="ConfigSecrets"/>.</summary>
internal sealed class SecretJsonConverter : JsonConverter<Secret>
{
    public override bool HandleNull => true;

    public override Secret Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.Null => ConfigSecrets.Deleted,
        JsonTokenType.String => new(reader.GetString() ?? ""),
        _ => throw new JsonException("A secret is text, or null to delete it."),
    };

    public override void Write(Utf8JsonWriter writer, Secret value, JsonSerializerOptions options) =>
        throw new NotSupportedException("A secret is never written as JSON.");
}
