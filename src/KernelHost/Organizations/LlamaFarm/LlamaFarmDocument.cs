using System.Text.Json.Nodes;

namespace KernelHost.Organizations.LlamaFarm;

/// <summary>What of a setup LlamaFarm has words for, in those words, and the providers as they are.</summary>
internal static class LlamaFarmDocument
{
    private static readonly string[] Plain = ["prompts", "mcp"];

    private static readonly string[] Rewritten = ["name", "description", "provider", "model", "default", "prompt", "prompts", "base_url", "api_key"];

    /// <param name="json">The setup as anybody may see it.</param>
    public static JsonObject Of(string organization, string name, Setup setup, JsonObject json)
    {
        var kept = json[LlamaFarmNames.Kept] as JsonObject ?? [];
        var document = new JsonObject
        {
            ["version"] = LlamaFarmNames.Version,
            ["name"] = setup.Name ?? name,
            ["namespace"] = FileModel.Text(kept, "namespace") ?? organization,
            ["runtime"] = Runtime(setup, json, kept["runtime"] as JsonObject ?? []),
        };
        foreach (var member in Plain.Where(member => json[member] is not null))
        {
            document[member] = json[member]?.DeepClone();
        }

        foreach (var (member, value) in kept.Where(member => !LlamaFarmNames.File.Contains(member.Key)))
        {
            document[member] = value?.DeepClone();
        }

        document[LlamaFarmNames.Extension] = Extension(setup, json, kept.ContainsKey("namespace"));
        return document;
    }

    private static JsonObject Runtime(Setup setup, JsonObject json, JsonObject kept)
    {
        var runtime = new JsonObject();
        if (setup.Models.FirstOrDefault(model => model.Default) is { } chosen)
        {
            runtime["default_model"] = chosen.Name;
        }

        if (!setup.Models.IsEmpty)
        {
            runtime["models"] = new JsonArray([.. setup.Models.Select((model, index) => Model(model, setup, json["models"]?[index] as JsonObject ?? []))]);
        }

        foreach (var (member, value) in kept.Where(member => !runtime.ContainsKey(member.Key) && !LlamaFarmNames.Model.Contains(member.Key)))
        {
            runtime[member] = value?.DeepClone();
        }

        return runtime;
    }

    private static JsonObject Model(NamedModel model, Setup setup, JsonObject json)
    {
        var entry = new JsonObject { ["name"] = model.Name };
        if (model.Description is { } description)
        {
            entry["description"] = description;
        }

        var (provider, address) = Server(model, setup);
        entry["provider"] = provider;
        entry["model"] = model.Model;
        if (address is not null)
        {
            entry["base_url"] = address;
        }

        // LlamaFarm knows the list only; with both, this host reads the one name.
        if (model is { Prompts: null, Prompt.Length: > 0 })
        {
            entry["prompt"] = model.Prompt;
        }

        if (!model.PromptNames.IsEmpty)
        {
            entry["prompts"] = new JsonArray([.. model.PromptNames.Select(name => (JsonNode?)name)]);
        }

        foreach (var (member, value) in json.Where(member => !Rewritten.Contains(member.Key)))
        {
            entry[member] = value?.DeepClone();
        }

        return entry;
    }

    /// <summary>Every OpenAI-compatible server is <c>openai</c> with an address, for LlamaFarm.</summary>
    private static (string Provider, string? Address) Server(NamedModel model, Setup setup)
    {
        var settings = setup.Providers.Find(model.Provider);
        var kind = settings is null ? null : ProviderKinds.Of(model.Provider, settings);
        return kind?.Name switch
        {
            null => (model.Provider, null),
            ProviderKinds.OpenAICompatible when model.Unknown?.ContainsKey(ModelServer.Lemonade) is true && settings?.BaseUrl is { } own => (ModelServer.Lemonade, own),
            ProviderKinds.OpenAICompatible or ProviderKinds.Groq or ProviderKinds.Google => (ProviderKinds.OpenAI, settings?.BaseUrl ?? kind.DefaultBaseUrl),
            var name => (name, settings?.BaseUrl),
        };
    }

    private static JsonObject Extension(Setup setup, JsonObject json, bool hasNamespace)
    {
        var extension = new JsonObject();
        if (!hasNamespace)
        {
            extension["namespace"] = null;
        }

        if (setup.IsDefault)
        {
            extension["is_default"] = true;
        }

        if (!setup.Models.Any(model => model.Default))
        {
            extension["global_default_model"] = json["global_default_model"]?.DeepClone();
        }

        if (json["providers"] is JsonObject providers)
        {
            extension["providers"] = providers.DeepClone();
        }

        return extension;
    }
}
