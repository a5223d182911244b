using System.Text.Json;
using System.Text.Json.Nodes;

namespace KernelHost.Organizations.LlamaFarm;

/// <summary>The providers of a setup that a file is imported into: those it had, those an exported file describes, and those the file's models need.</summary>
internal sealed class FileProviders(LlamaFarmFile file, Setup? kept, Setup? before, FilePaths paths)
{
    private const string Place = "$." + LlamaFarmNames.Extension + ".providers";

    /// <summary>Gives each model its provider, makes those that are not there, and enables the models.</summary>
    /// <returns>Null for a model whose provider is missing or unknown.</returns>
    public string?[] Bind(JsonObject setup)
    {
        var providers = new JsonObject();
        foreach (var (name, _) in kept?.Providers ?? ProviderList.Empty)
        {
            providers[name] = setup["providers"]?[name]?.DeepClone();
        }

        foreach (var (name, settings) in file.Providers)
        {
            providers[name] = settings?.DeepClone();
            paths.Map(JsonPath.Member(".providers", name), JsonPath.Member(Place, name));
        }

        var asked = file.Models.Select((model, index) => (Model: model, Index: index, Asked: model.Asked())).ToArray();
        var bound = new ProviderBook(Known()).Bind([.. asked.Select(item => item.Asked).OfType<AskedServer>()]);
        var names = new string?[file.Models.Length];
        var next = 0;
        foreach (var (model, index, server) in asked)
        {
            if (server is null)
            {
                CheckKind(model);
                continue;
            }

            var name = bound[next++];
            Enable(providers, name, model, server);
            names[index] = name;
        }

        setup["providers"] = providers;
        return names;
    }

    private List<KnownProvider> Known()
    {
        var known = new List<KnownProvider>();
        foreach (var (name, json) in file.Providers)
        {
            known.Add(new(name, json is JsonObject settings ? ServerOf(name, settings) : null, null, InFile: true));
        }

        known.AddRange((before?.Providers ?? ProviderList.Empty).Where(pair => !file.Providers.ContainsKey(pair.Key))
            .Select(pair => new KnownProvider(pair.Key, ModelServer.OfProvider(pair.Key, pair.Value), pair.Value.ApiKey?.Reveal(), InFile: false)));
        return known;
    }

    private static ModelServer? ServerOf(string name, JsonObject settings) =>
        ModelServer.OfProvider(name, new ProviderSettings { Kind = FileModel.Text(settings, "kind"), BaseUrl = FileModel.Text(settings, "base_url") });

    private void CheckKind(FileModel model)
    {
        if (model.Text("provider") is { } unknown)
        {
            file.Add($"{model.Path}.provider", "unknown_provider_kind", $"\"{unknown}\" is not a provider. {ConfigNames.Choose(unknown, ModelServer.Providers)}");
        }
    }

    private void Enable(JsonObject providers, string name, FileModel model, AskedServer server)
    {
        if (providers[name] is not JsonObject settings)
        {
            settings = before?.Providers.Find(name) is { } stored ? Stored(stored) : Made(name, server);
            providers[name] = settings;
            paths.Map(JsonPath.Member(".providers", name), $"{model.Path}.provider");
            paths.Map($"{JsonPath.Member(".providers", name)}.base_url", $"{model.Path}.base_url");
        }

        if (server.ApiKey is { } key)
        {
            settings["api_key"] = key;
            paths.Map($"{JsonPath.Member(".providers", name)}.api_key", $"{model.Path}.api_key");
        }

        var enable = model.Extension?["enabled"] is not JsonValue hint || hint.GetValueKind() != JsonValueKind.False;
        if (model.Text("model") is { Length: > 0 } id && enable && (settings["models"] ??= new JsonArray()) is JsonArray ids && !ids.Any(item => IdOf(item) == id))
        {
            ids.Add(id);
        }
    }

    private static JsonObject Stored(ProviderSettings settings) =>
        JsonSerializer.SerializeToNode(settings, ConfigJsonOptions.Shared.GetTypeInfo(typeof(ProviderSettings))) as JsonObject ?? [];

    private static JsonObject Made(string name, AskedServer server)
    {
        var made = new JsonObject();
        var kind = ModelServer.KindOf(server.Provider, server.BaseUrl);
        if (kind != name)
        {
            made["kind"] = kind;
        }

        if (ModelServer.BaseUrlOf(server.Provider, server.BaseUrl) is { } address)
        {
            made["base_url"] = address;
        }

        return made;
    }

    internal static string? IdOf(JsonNode? entry) => entry switch
    {
        JsonObject described => FileModel.Text(described, "id"),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => value.GetValue<string>(),
        _ => null,
    };
}
