using System.Text.Json;
using System.Text.Json.Nodes;

namespace KernelHost.Organizations.LlamaFarm;

/// <summary>
/// Puts a setup together from a file and what the setup was before: the file's models, prompts, MCP servers and own members replace the old ones where the file has
/// them, providers are added to, and everything else stays. It only moves things; whether they are right is for the config's own rules to say.
/// </summary>
/// <param name="kept">The setup that is added to; null when the file replaces it.</param>
/// <param name="before">The setup as it is, whose providers keep their names.</param>
internal sealed class SetupComposer(LlamaFarmFile file, Setup? kept, Setup? before, FilePaths paths)
{
    private const string Extension = "$." + LlamaFarmNames.Extension;

    private static readonly string[] Plain = ["name", "prompts", "mcp"];

    private static readonly string[] OwnExtensions = ["models", "providers", "namespace", "is_default"];

    public List<ConfigProblem> Warnings { get; } = [];

    public JsonObject Compose(JsonObject? today, bool otherIsDefault)
    {
        var setup = today?.DeepClone() as JsonObject ?? [];
        foreach (var member in Plain.Where(member => file.Root[member] is not null))
        {
            setup[member] = file.Root[member]?.DeepClone();
            paths.Map("." + member, "$." + member);
        }

        setup.Remove(LlamaFarmNames.Kept);
        if (file.Kept() is { } unknown)
        {
            Strip(unknown, "$");
            setup[LlamaFarmNames.Kept] = unknown;
            paths.Map("." + LlamaFarmNames.Kept, "$");
        }

        ComposeModels(setup);
        ApplyExtension(setup, otherIsDefault);
        return setup;
    }

    private void ComposeModels(JsonObject setup)
    {
        var names = new FileProviders(file, kept, before, paths).Bind(setup);
        if (file.Models.IsEmpty)
        {
            return;
        }

        var chosen = FindDefault();
        var models = file.Models.Select((model, index) => ComposeModel(model, names[index], model == chosen)).ToArray();
        for (var index = 0; index < models.Length; index++)
        {
            paths.Map($".models[{index}]", file.Models[index].Path);
        }

        if (chosen is not null)
        {
            var model = models[file.Models.IndexOf(chosen)];
            setup["global_default_model"] = new JsonObject { ["provider"] = model["provider"]?.DeepClone(), ["model"] = model["model"]?.DeepClone() };
            paths.Map(".global_default_model", chosen.Path);
        }

        setup["models"] = new JsonArray(models);
    }

    private JsonObject ComposeModel(FileModel model, string? provider, bool isDefault)
    {
        var json = (JsonObject)model.Json.DeepClone();
        foreach (var server in LlamaFarmNames.Server)
        {
            json.Remove(server);
        }

        foreach (var name in json.Select(member => member.Key).Where(name => !LlamaFarmNames.Model.Contains(name)).ToArray())
        {
            Strip(json, model.Path, name);
        }

        if (model.NamesNoModel && kept?.GlobalDefaultModel is { IsEmpty: false } inherited)
        {
            (json["provider"], json["model"]) = (inherited.Provider, inherited.Model);
        }
        else if (provider is not null)
        {
            json["provider"] = provider;
        }

        if (isDefault && json["default"]?.GetValueKind() is null or JsonValueKind.True or JsonValueKind.False)
        {
            json["default"] = true;
        }

        ChoosePrompts(json);
        foreach (var (name, value) in (model.Extension ?? []).Where(member => member.Key is not ("provider" or "enabled" or "name")))
        {
            json[name] = value?.DeepClone();
        }

        return json;
    }

    private void ChoosePrompts(JsonObject model)
    {
        var listed = model["prompts"] as JsonArray;
        if (FileModel.Text(model, "prompt") is { Length: > 0 } one)
        {
            if (listed is { Count: 0 } || (listed is { Count: 1 } && FileProviders.IdOf(listed[0]) == one))
            {
                model.Remove("prompts");
            }
        }
        else if (model["prompts"] is null || listed is { Count: 0 })
        {
            model.Remove("prompts");
            if (!file.PromptNames.IsEmpty)
            {
                model["prompts"] = new JsonArray([.. file.PromptNames.Select(name => (JsonNode?)name)]);
            }
        }
    }

    /// <summary>The one the file names, the one that says so itself, or as LlamaFarm has it the first; null when an export says otherwise.</summary>
    private FileModel? FindDefault()
    {
        var marked = file.Models.FirstOrDefault(model => model.Json["default"] is JsonValue value && value.GetValueKind() == JsonValueKind.True);
        if (FileModel.Text(file.RuntimeJson, "default_model") is not { } name)
        {
            if (file.RuntimeJson["default_model"] is not null)
            {
                file.Add("$.runtime.default_model", "wrong_type", "Expected the name of a model.");
            }

            return marked ?? (file.Extension?.ContainsKey("global_default_model") is true || file.Models.IsEmpty ? null : file.Models[0]);
        }

        var named = file.Models.FirstOrDefault(model => model.Name == name);
        if (named is null)
        {
            file.Add("$.runtime.default_model", "unknown_model", $"The file has no model \"{name}\". {ConfigNames.Choose(name, file.Models.Select(model => model.Name).OfType<string>())}");
        }
        else if (marked is not null && marked != named)
        {
            file.Add($"{marked.Path}.default", "conflicting_default", $"\"runtime.default_model\" is \"{name}\", and \"{marked.Name}\" has \"default\": true. Keep one.");
        }

        return marked ?? named;
    }

    private void ApplyExtension(JsonObject setup, bool otherIsDefault)
    {
        foreach (var (name, value) in (file.Extension ?? []).Where(member => !OwnExtensions.Contains(member.Key)))
        {
            setup[name] = value?.DeepClone();
            paths.Map(JsonPath.Member("", name), JsonPath.Member(Extension, name));
        }

        if (file.Extension?["is_default"] is { } isDefault)
        {
            paths.Map(".is_default", Extension + ".is_default");
            if (!otherIsDefault)
            {
                setup["is_default"] = isDefault.DeepClone();
            }
            else if (isDefault.GetValueKind() == JsonValueKind.True)
            {
                Warnings.Add(new($"{Extension}.is_default", "default_setup_kept", "Another setup is the organisation's default, so this one was not made the default."));
            }
        }
    }

    private void Strip(JsonObject json, string path, string? only = null)
    {
        foreach (var place in StrayedSecrets.Remove(json, path, only))
        {
            Warnings.Add(new(place, "secret_dropped", "It looks like a secret in a part of the file that this host keeps but does not use, and where it would not be encrypted. It was left out: write ${env:NAME} instead."));
        }
    }
}
