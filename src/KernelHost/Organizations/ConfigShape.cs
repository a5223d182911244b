using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using KernelHost.Security;

namespace KernelHost.Organizations;

/// <summary>
/// Reads a config that may be wrong in many places. It walks the JSON beside the records' own contracts (so the shape is stated once, by
/// the records), notes every member of a wrong type with its path, and leaves it out; what remains always deserialises.
/// </summary>
internal sealed class ConfigShape
{
    private static readonly JsonSerializerOptions Options = ConfigJsonOptions.Shared;

    public List<ConfigProblem> Errors { get; } = [];

    public List<ConfigProblem> Warnings { get; } = [];

    public OrgConfig Read(JsonElement root) =>
        Clean(root, typeof(OrgConfig), "$")?.Deserialize(ConfigJsonOptions.OrgConfig) ?? new();

    private JsonNode? Clean(JsonElement value, Type type, string path)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (type == typeof(ProviderList))
        {
            return CleanDictionary(value, typeof(string), typeof(ProviderSettings), path);
        }

        var contract = Options.GetTypeInfo(type);
        return contract.Kind switch
        {
            JsonTypeInfoKind.Object => CleanObject(value, contract, path),
            JsonTypeInfoKind.Enumerable => CleanList(value, contract.ElementType ?? typeof(JsonElement), path),
            JsonTypeInfoKind.Dictionary => CleanDictionary(value, contract.KeyType ?? typeof(string), contract.ElementType ?? typeof(JsonElement), path),
            _ => CleanLeaf(value, contract, path),
        };
    }

    private JsonObject? CleanObject(JsonElement value, JsonTypeInfo contract, string path)
    {
        if (!Is(JsonValueKind.Object, value, path))
        {
            return null;
        }

        var members = contract.Properties.Where(member => !member.IsExtensionData).ToDictionary(member => member.Name);
        var clean = new JsonObject();
        foreach (var member in Distinct(value, path))
        {
            var child = JsonPath.Member(path, member.Name);
            if (!members.TryGetValue(member.Name, out var known))
            {
                LookForMisspelling(member, members, value, child);
                clean[member.Name] = ToNode(member.Value);
            }
            else if (IsRead(known, member.Value) && CleanEntry(member.Value, known.PropertyType, child) is (true, var node))
            {
                clean[member.Name] = node;
            }
        }

        return HasAllRequired(value, clean, members.Values, path) ? clean : null;
    }

    private JsonArray? CleanList(JsonElement value, Type elementType, string path)
    {
        if (!Is(JsonValueKind.Array, value, path))
        {
            return null;
        }

        var items = value.EnumerateArray().Select((item, index) => Clean(item, elementType, $"{path}[{index}]"));
        return new([.. items.OfType<JsonNode>()]);
    }

    private JsonObject? CleanDictionary(JsonElement value, Type keyType, Type valueType, string path)
    {
        if (!Is(JsonValueKind.Object, value, path))
        {
            return null;
        }

        var clean = new JsonObject();
        foreach (var member in Distinct(value, path))
        {
            var child = JsonPath.Member(path, member.Name);
            if (valueType == typeof(JsonElement))
            {
                LookForSecrets(member.Name, member.Value, child, besideASecret: false);
            }

            if (KeyFits(member.Name, keyType, child) && CleanEntry(member.Value, valueType, child) is (true, var node))
            {
                clean[member.Name] = node;
            }
        }

        return clean;
    }

    // A null entry stands for something only where it deletes a secret or is somebody's own parameter.
    private (bool Keep, JsonNode? Node) CleanEntry(JsonElement value, Type type, string path) =>
        value.ValueKind == JsonValueKind.Null && (type == typeof(Secret) || type == typeof(JsonElement))
            ? (true, null)
            : Clean(value, type, path) is { } node ? (true, node) : (false, null);

    private JsonNode? CleanLeaf(JsonElement value, JsonTypeInfo contract, string path)
    {
        if (value.ValueKind != JsonValueKind.Null && Fits(value, contract))
        {
            return ToNode(value);
        }

        Errors.Add(new(path, "wrong_type", ExpectedShape.Describe(contract.Type, value)));
        return null;
    }

    private static bool Fits(JsonElement value, JsonTypeInfo contract)
    {
        try
        {
            value.Deserialize(contract);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private bool KeyFits(string key, Type keyType, string path)
    {
        if (keyType != typeof(ModelType) || ExpectedShape.ModelTypes.Contains(key))
        {
            return true;
        }

        Errors.Add(new(path, "unknown_model_type", $"\"{key}\" is not a model type. It is one of {string.Join(", ", ExpectedShape.ModelTypes)}."));
        return false;
    }

    /// <summary>Members in order; of those written twice only the first, with an error for the others.</summary>
    private IEnumerable<JsonProperty> Distinct(JsonElement value, string path)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var member in value.EnumerateObject())
        {
            if (seen.Add(member.Name))
            {
                yield return member;
            }
            else
            {
                Errors.Add(new(JsonPath.Member(path, member.Name), "duplicate_name", $"\"{member.Name}\" occurs twice."));
            }
        }
    }

    private void LookForMisspelling(JsonProperty written, Dictionary<string, JsonPropertyInfo> members, JsonElement parent, string path)
    {
        var name = written.Name;
        if (NearMiss.Of(name, members.Keys.Where(member => !parent.TryGetProperty(member, out _))) is not { } meant)
        {
            LookForSecrets(name, written.Value, path, members.Values.Any(HoldsSecrets));
            return;
        }

        // A secret under a wrong name would be stored and shown like any unknown member.
        var secret = HoldsSecrets(members[meant]);
        (secret ? Errors : Warnings).Add(new(path, secret ? "misspelt_secret" : "unknown_member", $"\"{name}\" has no effect. Did you mean \"{meant}\"?"));
    }

    private static bool HoldsSecrets(JsonPropertyInfo member) =>
        member.PropertyType == typeof(Secret) || member.PropertyType == typeof(ImmutableDictionary<string, Secret>);

    private void LookForSecrets(string name, JsonElement value, string path, bool besideASecret) => Errors.AddRange(SecretNames.Misplaced(name, value, path, besideASecret).Select(found =>
        new ConfigProblem(found, "misspelt_secret", "This would be stored and shown as it is. A secret's place is a provider's \"api_key\", the knowledge base's \"api_token\", "
            + "an MCP server's \"env\" or \"headers\", or a plugin's \"secrets\"; elsewhere write ${env:NAME}.")));

    private bool HasAllRequired(JsonElement value, JsonObject clean, IEnumerable<JsonPropertyInfo> members, string path)
    {
        var missing = members.Where(member => IsRequired(member) && !clean.ContainsKey(member.Name)).Select(member => member.Name).ToImmutableArray();
        foreach (var name in missing.Where(name => !value.TryGetProperty(name, out var written) || written.ValueKind == JsonValueKind.Null))
        {
            Errors.Add(new(JsonPath.Member(path, name), "missing_member", $"\"{name}\" is required here."));
        }

        return missing.IsEmpty;
    }

    private bool Is(JsonValueKind kind, JsonElement value, string path)
    {
        if (value.ValueKind != kind)
        {
            Errors.Add(new(path, "wrong_type", ExpectedShape.Describe(kind, value)));
        }

        return value.ValueKind == kind;
    }

    private static bool IsRequired(JsonPropertyInfo member) =>
        member.IsRequired || member.AssociatedParameter is { IsMemberInitializer: false, HasDefaultValue: false };

    // Read-only members (api_key_set) are answers, not settings; null means absent, but deletes a secret.
    private static bool IsRead(JsonPropertyInfo member, JsonElement value) =>
        (member.Set is not null || member.AssociatedParameter is not null)
        && (value.ValueKind != JsonValueKind.Null || member.PropertyType == typeof(Secret));

    private static JsonNode? ToNode(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.Object => JsonObject.Create(value.Clone()),
        JsonValueKind.Array => JsonArray.Create(value.Clone()),
        _ => JsonValue.Create(value.Clone()),
    };
}
