using System.Collections.Immutable;
using System.Text.Json;

namespace KernelHost.Knowledge.Search;

/// <summary>Which documents may be found: by id, by name, by what their metadata has; all that is given must fit.</summary>
public sealed record DocumentFilter
{
    /// <summary>Any of them; empty = whichever.</summary>
    public ImmutableArray<string> Ids { get; init; } = [];

    /// <summary>Any of them; empty = whichever.</summary>
    public ImmutableArray<string> Names { get; init; } = [];

    /// <summary>By member: any of the values. A document that has a list there fits by any element.</summary>
    public ImmutableDictionary<string, ImmutableArray<JsonElement>> Metadata { get; init; } = ImmutableDictionary<string, ImmutableArray<JsonElement>>.Empty;

    public bool Fits(string id, string name, string metadata) =>
        (Ids.IsEmpty || Ids.Contains(id)) && (Names.IsEmpty || Names.Contains(name)) && (Metadata.IsEmpty || Fits(metadata));

    private bool Fits(string metadata)
    {
        using var document = JsonDocument.Parse(metadata);
        return Metadata.All(wanted => document.RootElement.TryGetProperty(wanted.Key, out var there) && wanted.Value.Any(value => Has(there, value)));
    }

    private static bool Has(JsonElement there, JsonElement value) =>
        JsonElement.DeepEquals(there, value) || (there.ValueKind == JsonValueKind.Array && there.EnumerateArray().Any(element => JsonElement.DeepEquals(element, value)));
}
