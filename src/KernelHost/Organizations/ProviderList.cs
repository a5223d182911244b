using System.Collections;
using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace KernelHost.Organizations;

/// <summary>The providers of a setup by name, immutable, enumerated in the order they were written.</summary>
[JsonConverter(typeof(ProviderListJsonConverter))]
public sealed class ProviderList : IReadOnlyCollection<KeyValuePair<string, ProviderSettings>>
{
    private readonly ImmutableArray<KeyValuePair<string, ProviderSettings>> _ordered;
    private readonly FrozenDictionary<string, ProviderSettings> _byName;

    /// <exception cref="ArgumentException">A name occurs twice.</exception>
    public ProviderList(IEnumerable<KeyValuePair<string, ProviderSettings>> providers)
    {
        _ordered = [.. providers];
        _byName = _ordered.ToFrozenDictionary(StringComparer.Ordinal);
        if (_byName.Count != _ordered.Length)
        {
            throw new ArgumentException("A provider name occurs twice.", nameof(providers));
        }
    }

    public static ProviderList Empty { get; } = new([]);

    public int Count => _ordered.Length;

    public bool TryGet(string name, [NotNullWhen(true)] out ProviderSettings? settings) => _byName.TryGetValue(name, out settings);

    public ProviderSettings? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>The same list with one provider added at the end, or replaced where it stands.</summary>
    public ProviderList With(string name, ProviderSettings settings) => _byName.ContainsKey(name)
        ? new(_ordered.Select(pair => pair.Key == name ? new(name, settings) : pair))
        : new(_ordered.Add(new(name, settings)));

    public ProviderList Without(string name) => new(_ordered.Where(pair => pair.Key != name));

    public IEnumerator<KeyValuePair<string, ProviderSettings>> GetEnumerator() => _ordered.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

internal sealed class ProviderListJsonConverter : JsonConverter<ProviderList>
{
    public override ProviderList Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("\"providers\" is an object of provider name to settings.");
        }

        var providers = new List<KeyValuePair<string, ProviderSettings>>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString() ?? "";
            reader.Read();
            providers.Add(new(name, JsonSerializer.Deserialize<ProviderSettings>(ref reader, options)
                ?? throw new JsonException($"The provider \"{name}\" is null.")));
        }

        return providers.DistinctBy(pair => pair.Key).Count() == providers.Count
            ? new(providers)
            : throw new JsonException("A provider name occurs twice.");
    }

    public override void Write(Utf8JsonWriter writer, ProviderList value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        foreach (var (name, settings) in value)
        {
            writer.WritePropertyName(name);
            JsonSerializer.Serialize(writer, settings, options);
        }

        writer.WriteEndObject();
    }
}
