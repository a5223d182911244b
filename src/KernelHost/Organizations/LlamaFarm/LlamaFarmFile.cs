using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace KernelHost.Organizations.LlamaFarm;

/// <summary>A <c>llamafarm.yaml</c> taken apart. What is of a wrong type is noted, and read as absent.</summary>
internal sealed class LlamaFarmFile
{
    private const string Runtime = "$.runtime";

    // Far more than anybody lists, and few enough to compare each with each.
    private const int MaxModels = 1000;

    public LlamaFarmFile(JsonNode? document)
    {
        Root = Object(document, "$") ?? [];
        RuntimeJson = Object(Root["runtime"], Runtime, optional: true) ?? [];
        Extension = Object(Root[LlamaFarmNames.Extension], $"$.{LlamaFarmNames.Extension}", optional: true);
        Providers = Object(Extension?["providers"], $"$.{LlamaFarmNames.Extension}.providers", optional: true) ?? [];
        ModelExtensions = Object(Extension?["models"], $"$.{LlamaFarmNames.Extension}.models", optional: true) ?? [];
        Models = [.. ReadModels()];
        CheckVersion();
    }

    public JsonObject Root { get; }

    public JsonObject RuntimeJson { get; }

    /// <summary><c>x-kernelhost</c>; null in a file that was not exported from here.</summary>
    public JsonObject? Extension { get; }

    public JsonObject Providers { get; }

    public ImmutableArray<FileModel> Models { get; }

    public List<ConfigProblem> Errors { get; } = [];

    /// <summary>The names of all its prompt sets, in order: a LlamaFarm model that chooses none has them all.</summary>
    public ImmutableArray<string> PromptNames =>
        [.. (Root["prompts"] as JsonArray ?? []).OfType<JsonObject>().Select(prompt => FileModel.Text(prompt, "name")).OfType<string>()];

    private JsonObject ModelExtensions { get; }

    private bool HasModelList => RuntimeJson["models"] is not null;

    /// <summary>What this host has no use for, as the file has it; null when there is nothing.</summary>
    public JsonObject? Kept()
    {
        var kept = new JsonObject();

        // An export names one because LlamaFarm wants one, and says here that the setup has none.
        var isMadeUp = Extension?.TryGetPropertyValue("namespace", out var none) is true && none is null;
        if (Root["namespace"] is { } space && !isMadeUp)
        {
            kept["namespace"] = space.DeepClone();
        }

        Copy(Root, kept, name => !LlamaFarmNames.File.Contains(name));
        var runtime = new JsonObject();
        Copy(RuntimeJson, runtime, name => name is not ("default_model" or "models") && (HasModelList ? !LlamaFarmNames.Model.Contains(name) : Models.IsEmpty));
        if (runtime.Count > 0)
        {
            kept["runtime"] = runtime;
        }

        return kept.Count > 0 ? kept : null;
    }

    public void Add(string path, string code, string message) => Errors.Add(new(path, code, message));

    private static void Copy(JsonObject from, JsonObject to, Func<string, bool> wanted)
    {
        foreach (var (name, value) in from.Where(member => wanted(member.Key)))
        {
            to[name] = value?.DeepClone();
        }
    }

    private IEnumerable<FileModel> ReadModels() => RuntimeJson["models"] switch
    {
        JsonArray { Count: > MaxModels } or JsonObject { Count: > MaxModels } => TooMany(),
        JsonArray list => list.Select((item, index) => ReadModel($"{Runtime}.models[{index}]", item, null)).OfType<FileModel>(),
        JsonObject byName => byName.Select(member => ReadModel(JsonPath.Member($"{Runtime}.models", member.Key), member.Value, member.Key)).OfType<FileModel>(),
        null => HasMember("provider") || HasMember("model") ? [ReadSingle()] : [],
        var other => Wrong($"{Runtime}.models", "a list", other),
    };

    private FileModel[] TooMany()
    {
        Add($"{Runtime}.models", "too_many", $"A file has at most {MaxModels} models.");
        return [];
    }

    private bool HasMember(string name) => RuntimeJson[name] is not null;

    private FileModel? ReadModel(string path, JsonNode? item, string? key)
    {
        if (Object(item, path) is not { } written)
        {
            return null;
        }

        var json = (JsonObject)written.DeepClone();
        if (key is not null && json["name"] is null)
        {
            json.Insert(0, "name", key);
        }

        if (json["provider"] is null && json["model"] is null)
        {
            Copy(RuntimeJson, json, name => name is "provider" or "model" or "base_url" or "api_key");
        }

        return Model(path, json);
    }

    // The older form's model has no name; "default" is what everybody calls without one.
    private FileModel ReadSingle()
    {
        var json = (JsonObject)RuntimeJson.DeepClone();
        json.Remove("default_model");
        json.Remove("models");
        json["name"] ??= ServiceIds.Default;
        return Model(Runtime, json);
    }

    private FileModel Model(string path, JsonObject json)
    {
        foreach (var member in LlamaFarmNames.Server.Where(member => json[member] is not null && FileModel.Text(json, member) is null))
        {
            Wrong($"{path}.{member}", "text", json[member]);
        }

        var name = FileModel.Text(json, "name");
        var extension = name is not null && ModelExtensions.TryGetPropertyValue(name, out var found)
            ? Object(found, JsonPath.Member($"$.{LlamaFarmNames.Extension}.models", name), optional: true)
            : null;
        return new(path, json, extension);
    }

    private void CheckVersion()
    {
        if (Root["version"] is { } version && FileModel.Text(Root, "version") != LlamaFarmNames.Version)
        {
            Add("$.version", "unsupported_version", $"This host reads LlamaFarm files of version \"{LlamaFarmNames.Version}\"; found {(version is JsonValue ? "another" : "no text")}."
                + (Root["setups"] is null ? "" : " This looks like an exported config: send it with \"Content-Type: application/json\"."));
        }
    }

    private JsonObject? Object(JsonNode? node, string path, bool optional = false)
    {
        if (node is JsonObject json || (node is null && optional))
        {
            return node as JsonObject;
        }

        Wrong(path, "an object", node);
        return null;
    }

    private FileModel[] Wrong(string path, string expected, JsonNode? node)
    {
        var found = node?.GetValueKind() switch
        {
            null => path == "$" ? "an empty document" : "nothing",
            JsonValueKind.Object => "an object",
            JsonValueKind.Array => "a list",
            JsonValueKind.String => "text",
            JsonValueKind.Number => "a number",
            _ => "true or false",
        };
        Add(path, "wrong_type", $"Expected {expected}, found {found}.");
        return [];
    }
}
