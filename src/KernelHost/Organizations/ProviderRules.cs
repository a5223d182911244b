namespace KernelHost.Organizations;

/// <summary>What a provider must be like.</summary>
internal static class ProviderRules
{
    public static IEnumerable<ConfigProblem> Check(string path, string name, ProviderSettings provider) =>
    [
        .. ConfigNames.IsName(name) ? [] : ConfigRules.Error(path, "invalid_name", $"A provider's name is {ConfigNames.Rule}."),
        .. Kind(path, name, provider),
        .. provider.BaseUrl is { } url ? ConfigNames.CheckUrl($"{path}.base_url", url) : [],
        .. ConfigNames.CheckSecret($"{path}.api_key", provider.ApiKey),
        .. ConfigRules.Duplicates(provider.Models.Select(model => model.Id), $"{path}.models", "duplicate_model"),
        .. provider.Models.SelectMany((model, index) => string.IsNullOrWhiteSpace(model.Id)
            ? ConfigRules.Error($"{path}.models[{index}]", "invalid_name", "A model's id is not empty.") : []),
        .. provider.Models.SelectMany((model, index) => ContextWindowMember.Check($"{path}.models[{index}]", model.Unknown)),
        .. provider.Models.SelectMany((model, index) => ModelTimeoutsMember.Check($"{path}.models[{index}]", model)),
    ];

    private static IEnumerable<ConfigProblem> Kind(string path, string name, ProviderSettings provider) => ProviderKinds.Of(name, provider) switch
    {
        null when provider.Kind is null => ConfigRules.Error($"{path}.kind", "unknown_provider_kind",
            $"\"{name}\" names no provider kind, so \"kind\" is required. {ConfigNames.Choose(name, ProviderKinds.All.Keys)}"),
        null => ConfigRules.Error($"{path}.kind", "unknown_provider_kind",
            $"\"{provider.Kind}\" is not a provider kind. {ConfigNames.Choose(provider.Kind, ProviderKinds.All.Keys)}"),
        { DefaultBaseUrl: null } when provider.BaseUrl is null => ConfigRules.Error($"{path}.base_url", "missing_base_url",
            $"A provider of kind \"{provider.Kind ?? name}\" needs a \"base_url\"."),
        _ => [],
    };
}
