using System.Text.Json.Nodes;

namespace KernelHost.Providers.Embedded.Schema;

/// <summary>How many items an array gets: what the prompt or its ids ask for, else the usual number, always within its bounds.</summary>
internal static class ItemCount
{
    private const int MaxItems = 1_000;

    /// <param name="usual">The number when nothing else says one.</param>
    public static int Of(JsonObject schema, JsonObject items, int fixedItems, Place place, Evidence evidence, int usual)
    {
        var min = Bound(schema["minItems"]) ?? 0;
        var max = Math.Min(Bound(schema["maxItems"]) ?? MaxItems, Possible(schema, items, fixedItems));
        var wanted = usual == 0 ? 0 : Wanted(items, place, evidence) ?? Math.Max(usual, fixedItems);
        return Math.Min(Math.Max(Math.Min(wanted, max), min), MaxItems);
    }

    private static int? Wanted(JsonObject items, Place place, Evidence evidence) =>
        NamesEachItem(items) is { } ids ? ids
        : (items["properties"] as JsonObject)?.ContainsKey("id") == true && evidence.Ids.Count > 0 ? evidence.Ids.Count
        : place.Words.Length > 0 ? evidence.CountOf(place.Name)
        : null;

    /// <summary>Items told apart by an enum of ids: one each.</summary>
    private static int? NamesEachItem(JsonObject items) => (items["properties"] as JsonObject)?
        .Where(property => property.Key is "id" or "name" or "key" || property.Key.EndsWith("_id", StringComparison.Ordinal) || property.Key.EndsWith("Id", StringComparison.Ordinal))
        .Select(property => (property.Value as JsonObject)?["enum"] as JsonArray)
        .FirstOrDefault(ids => ids is { Count: > 1 })?.Count;

    private static int Possible(JsonObject schema, JsonObject items, int fixedItems)
    {
        if (schema["items"] is JsonValue { } none && none.TryGetValue<bool>(out var more) && !more)
        {
            return fixedItems;
        }

        var unique = schema["uniqueItems"] is JsonValue { } flag && flag.TryGetValue<bool>(out var isUnique) && isUnique;
        return !unique ? MaxItems
            : items["enum"] is JsonArray allowed ? allowed.Count
            : items.ContainsKey("const") ? 1
            : SchemaResolver.Types(items) is ["boolean"] ? 2
            : MaxItems;
    }

    private static int? Bound(JsonNode? bound) =>
        bound is JsonValue value && value.GetValueKind() == System.Text.Json.JsonValueKind.Number && decimal.TryParse(value.ToJsonString(), System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out var number)
            ? (int)Math.Clamp(number, 0, MaxItems)
            : null;
}
