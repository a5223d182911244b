using System.Collections.Immutable;
using System.Text.Json.Serialization;
using KernelHost.Organizations;
using KernelHost.Server.Endpoints.Switching;

namespace KernelHost.Server.Endpoints.ApiSettings;

/// <param name="AvailableModels">By provider: what its server lists just now.</param>
/// <param name="SelectedModels">By provider: the models that are enabled.</param>
/// <param name="ApiStatus">By provider.</param>
/// <param name="Overrides">Switches that lie over the global models until the host restarts; absent when there is none.</param>
/// <param name="Warnings">What a change had to correct.</param>
internal sealed record ApiSettingsAnswer(
    bool OpenaiApiKeySet,
    string? OpenaiBaseUrl,
    string? OllamaBaseUrl,
    IReadOnlyDictionary<string, IReadOnlyList<string>> AvailableModels,
    IReadOnlyDictionary<string, IReadOnlyList<string>> SelectedModels,
    IReadOnlyDictionary<string, string> DefaultModels,
    ModelPick GlobalDefaultModel,
    ModelPick SmallFastModel,
    IReadOnlyDictionary<string, ProviderStatus> ApiStatus,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<OverrideAnswer>? Overrides,
    IReadOnlyList<ConfigProblem> Warnings)
{
    public static ApiSettingsAnswer Of(Setup setup, ImmutableArray<ProbedProvider> probed, IReadOnlyList<OverrideAnswer>? overrides, ImmutableArray<ConfigProblem> warnings) => new(
        setup.Providers.Find(ProviderKinds.OpenAI)?.ApiKey is not null,
        BaseUrl(setup, ProviderKinds.OpenAI),
        BaseUrl(setup, ProviderKinds.Ollama),
        probed.ToDictionary(one => one.Name, one => one.Models),
        setup.Providers.ToDictionary(pair => pair.Key, pair => (IReadOnlyList<string>)[.. pair.Value.Models.Select(model => model.Id)]),
        setup.Providers.ToDictionary(pair => pair.Key, pair => pair.Value.DefaultModel ?? ""),
        ModelPick.Of(setup.GlobalDefaultModel),
        ModelPick.Of(setup.SmallFastModel),
        probed.ToDictionary(one => one.Name, one => one.Status),
        overrides,
        warnings);

    /// <summary>Where it is reached, given or by default; null when there is no such provider.</summary>
    private static string? BaseUrl(Setup setup, string provider) =>
        setup.Providers.Find(provider) is { } settings ? settings.BaseUrl ?? ProviderKinds.All[provider].DefaultBaseUrl : null;
}

/// <param name="Status"><c>working</c>, <c>error</c>, <c>not_configured</c> or <c>disabled</c>.</param>
/// <param name="LatencyMs">How long it took to answer; null when it was not asked.</param>
internal sealed record ProviderStatus(string Status, string Message, int ModelsCount, long? LatencyMs = null);

internal sealed record ProbedProvider(string Name, IReadOnlyList<string> Models, ProviderStatus Status);
