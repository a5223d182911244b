using System.Collections.Immutable;
using KernelHost.Security;

namespace KernelHost.Organizations;

/// <summary>
/// The system organisation's config as the environment wants it (contract, section 2). What a variable sets wins over what was there; the
/// rest stays, edits included. The embedded baseline gives way as soon as a variable says anything, unless it was edited. Pure.
/// </summary>
internal sealed class SystemEnvironment(IEnvironment environment)
{
    private static readonly ImmutableArray<Server> Servers =
    [
        new(ProviderKinds.OpenAI, "OPENAI", "OPENAI_API_KEY", ["gpt-4o-mini", "gpt-4o"]),
        new(ProviderKinds.Ollama, "OLLAMA", null, []),
        new(ProviderKinds.Anthropic, "ANTHROPIC", "ANTHROPIC_API_KEY", ["claude-sonnet-4-5", "claude-haiku-4-5"]),
    ];

    private static readonly ImmutableArray<string> Variables =
    [
        "GLOBAL_DEFAULT_MODEL_PROVIDER", "GLOBAL_DEFAULT_MODEL_NAME", "SMALL_FAST_MODEL_PROVIDER", "SMALL_FAST_MODEL_NAME",
        "OPENAI_API_KEY", "OPENAI_BASE_URL", "OPENAI_MODEL", "OPENAI_MODELS", "OLLAMA_BASE_URL", "OLLAMA_MODEL", "OLLAMA_MODELS", "ANTHROPIC_API_KEY", "ANTHROPIC_MODELS",
        "DEFAULT_FALLBACK_MODEL", "DEFAULT_LLM_MODEL", "DEFAULT_EMBEDDING_MODEL", "DEFAULT_TTS_MODEL", "DEFAULT_STT_MODEL",
    ];

    public OrgConfig Apply(OrgConfig current)
    {
        if (Variables.All(name => environment.Get(name) is null))
        {
            return current;
        }

        var start = SystemBaseline.IsUntouched(current) || current.FindSetup() is null ? SystemBaseline.Empty : current;
        var (name, setup) = start.FindSetup() ?? throw new InvalidOperationException("The baseline has a default setup.");
        return start with { Setups = start.Setups.SetItem(name, Apply(setup)) };
    }

    private Setup Apply(Setup setup)
    {
        setup = Servers.Aggregate(setup, ApplyServer);
        setup = Choose(setup, Pair("GLOBAL_DEFAULT_MODEL") ?? Text("DEFAULT_LLM_MODEL"), null, (one, model) => one with { GlobalDefaultModel = model });
        setup = Choose(setup, Pair("SMALL_FAST_MODEL"), null, (one, model) => one with { SmallFastModel = model });
        setup = Choose(setup, Text("DEFAULT_FALLBACK_MODEL"), null, (one, model) => one with { Fallback = one.Fallback with { Enabled = true, Models = [model] } });
        setup = ChooseType(setup, "DEFAULT_LLM_MODEL", ModelType.Llm);
        setup = ChooseType(setup, "DEFAULT_EMBEDDING_MODEL", ModelType.Embedding);
        setup = ChooseType(setup, "DEFAULT_TTS_MODEL", ModelType.Tts);
        return ChooseType(setup, "DEFAULT_STT_MODEL", ModelType.Stt);
    }

    private Setup ApplyServer(Setup setup, Server server)
    {
        var key = server.Key is null ? null : environment.Get(server.Key);
        var address = environment.Get($"{server.Prefix}_BASE_URL")?.Trim();
        var model = environment.Get($"{server.Prefix}_MODEL");
        var models = List($"{server.Prefix}_MODELS");
        if (key is null && address is null && model is null && models is null)
        {
            return setup;
        }

        var before = setup.Providers.Find(server.Name) ?? new();
        var enabled = Merge(models is null ? before.Models : Select(models.Value, before.Models), model);
        return setup with
        {
            Providers = setup.Providers.With(server.Name, before with
            {
                // The variable's name, not its value: a key changed in the environment counts at once and is stored nowhere.
                ApiKey = key is null ? before.ApiKey : new($"${{env:{server.Key}}}"),
                BaseUrl = address ?? before.BaseUrl,
                DefaultModel = model ?? before.DefaultModel ?? models?[0],
                Models = enabled.IsEmpty ? [.. server.WellKnown.Select(id => new ModelEntry(id))] : enabled,
            }),
        };
    }

    private Setup ChooseType(Setup setup, string variable, ModelType type) =>
        Choose(setup, Text(variable), type, (one, model) => one with { DefaultModelsByType = one.DefaultModelsByType.SetItem(type, model) });

    /// <summary>Sets a default, and enables the model it names unless a list in the environment says which models are enabled.</summary>
    private Setup Choose(Setup setup, (string? Provider, string Model)? wanted, ModelType? type, Func<Setup, ModelReference, Setup> set)
    {
        if (wanted is not { } name)
        {
            return setup;
        }

        var model = Resolve(setup, name);
        var listed = Servers.Any(server => server.Name == model.Provider && environment.Get($"{server.Prefix}_MODELS") is not null);
        if (model.Model.Length > 0 && !listed && setup.Providers.TryGet(model.Provider, out var provider))
        {
            setup = setup with { Providers = setup.Providers.With(model.Provider, provider with { Models = Merge(provider.Models, model.Model, type) }) };
        }

        return set(setup, model);
    }

    // A bare model belongs to the first enabled provider that has it, else to the first enabled one.
    private static ModelReference Resolve(Setup setup, (string? Provider, string Model) wanted)
    {
        var enabled = setup.Providers.Where(pair => pair.Value.Enabled);
        return wanted switch
        {
            ({ } provider, var model) => new(provider, model),
            (null, var model) when model.Split('/', 2) is [var prefix, var rest] && setup.Providers.TryGet(prefix, out _) => new(prefix, rest),
            (null, var model) => new(enabled.FirstOrDefault(pair => pair.Value.Models.Any(entry => entry.Id == model)).Key ?? enabled.FirstOrDefault().Key ?? "", model),
        };
    }

    private (string? Provider, string Model)? Pair(string prefix) => (environment.Get($"{prefix}_PROVIDER"), environment.Get($"{prefix}_NAME")) switch
    {
        (null, null) => null,
        var (provider, model) => (provider, model ?? ""),
    };

    private (string? Provider, string Model)? Text(string variable) => environment.Get(variable) is { } text ? (null, text.Trim()) : null;

    private ImmutableArray<string>? List(string variable) =>
        environment.Get(variable)?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) is { Length: > 0 } items ? [.. items.Distinct()] : null;

    private static ImmutableArray<ModelEntry> Select(ImmutableArray<string> wanted, ImmutableArray<ModelEntry> known) =>
        [.. wanted.Select(id => known.FirstOrDefault(entry => entry.Id == id) ?? new(id))];

    private static ImmutableArray<ModelEntry> Merge(ImmutableArray<ModelEntry> models, string? added, ModelType? type = null) =>
        added is null || models.Any(entry => entry.Id == added) ? models : models.Add(new(added, type));

    /// <param name="Prefix">What its variables start with.</param>
    /// <param name="Key">The variable with its key.</param>
    /// <param name="WellKnown">The models it gets when no variable names one; of a local server nothing is known.</param>
    private sealed record Server(string Name, string Prefix, string? Key, ImmutableArray<string> WellKnown);
}
