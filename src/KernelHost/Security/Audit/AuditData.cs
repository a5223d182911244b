using System.Text.Json;
using System.Text.Json.Nodes;

namespace KernelHost.Security;

internal static class AuditData
{
    private static readonly JsonElement None = Parse("{}");

    public static JsonElement ToElement(JsonObject? data) => data is null ? None : Parse(data.ToJsonString());

    public static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }

    /// <summary>Times are kept to the millisecond everywhere, so that a value read back equals the one that was written.</summary>
    public static DateTimeOffset ToMilliseconds(this DateTimeOffset time) => DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());
}
