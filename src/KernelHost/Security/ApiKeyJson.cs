using System.Text.Json;

namespace KernelHost.Security;

/// <summary>What may be seen of a key, as JSON of a fixed form, for the digests of the audit log. Neither the key nor its hash is in it.</summary>
internal static class ApiKeyJson
{
    public static byte[] PublicJson(this ApiKey key) => PublicJsonText.Write(json =>
    {
        json.WriteString("id", key.Id);
        json.WriteString("name", key.Name);
        json.WriteString("role", key.Role.Wire());
        json.WriteString("subject", key.Subject);
        json.WriteString("setup", key.Setup);
        WriteModels(json, key);
        Write(json, "requests_per_minute", key.Limits?.RequestsPerMinute);
        Write(json, "concurrent_requests", key.Limits?.ConcurrentRequests);
        json.WriteString("expires_at", key.ExpiresAt is { } expires ? AuditTime.Write(expires) : null);
        json.WriteString("replaces", key.Replaces);
        json.WriteString("replaced_by", key.ReplacedBy);
    });

    private static void Write(Utf8JsonWriter json, string name, int? number)
    {
        if (number is { } value)
        {
            json.WriteNumber(name, value);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private static void WriteModels(Utf8JsonWriter json, ApiKey key)
    {
        if (key.Models is not { } models)
        {
            json.WriteNull("models");
            return;
        }

        json.WriteStartArray("models");
        foreach (var model in models)
        {
            json.WriteStringValue(model);
        }

        json.WriteEndArray();
    }
}
