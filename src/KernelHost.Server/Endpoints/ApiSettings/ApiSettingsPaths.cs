using KernelHost.Organizations;

namespace KernelHost.Server.Endpoints.ApiSettings;

/// <summary>Where the page's members end up in a config.</summary>
internal static class ApiSettingsPaths
{
    public static BodyPaths Of(string setup, IEnumerable<string> providers)
    {
        var path = JsonPath.Member("$.setups", setup);
        return new(
        [
            ($"{path}.global_default_model", "$.global_default_model"),
            ($"{path}.small_fast_model", "$.small_fast_model"),
            .. providers.SelectMany(provider => OfProvider(JsonPath.Member($"{path}.providers", provider), provider)),
        ]);
    }

    private static IEnumerable<(string Config, string Body)> OfProvider(string path, string provider) =>
    [
        ($"{path}.models", JsonPath.Member("$.selected_models", provider)),
        ($"{path}.default_model", JsonPath.Member("$.default_models", provider)),
        .. provider is ProviderKinds.OpenAI or ProviderKinds.Ollama ? [($"{path}.base_url", $"$.{provider}_base_url")] : ((string, string)[])[],
        .. provider is ProviderKinds.OpenAI ? [($"{path}.api_key", "$.openai_api_key")] : ((string, string)[])[],
        (path, JsonPath.Member("$.selected_models", provider)),
    ];
}
