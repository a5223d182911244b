using System.Collections.Immutable;
using KernelHost.Organizations;

namespace KernelHost.Server.Endpoints.ApiSettings;

/// <summary>Which providers the page may name, and where they are.</summary>
internal static class SettingsProviders
{
    private static readonly string[] AllKinds = [.. ProviderKinds.All.Keys.Order(StringComparer.Ordinal)];

    /// <exception cref="ConfigRejectedException">One is neither in the setup nor a kind.</exception>
    public static void RequireKnown(IEnumerable<string> named, Setup setup, string setupName)
    {
        ImmutableArray<ConfigProblem> unknown =
        [
            .. named.Where(provider => setup.Providers.Find(provider) is null && !ProviderKinds.All.ContainsKey(provider))
                .Select(provider => new ConfigProblem(JsonPath.Member($"{JsonPath.Member("$.setups", setupName)}.providers", provider), "provider_not_found",
                    $"There is no provider \"{provider}\", and no kind of that name. Kinds: {string.Join(", ", AllKinds)}.")),
        ];
        if (!unknown.IsEmpty)
        {
            throw new ConfigRejectedException(unknown);
        }
    }

    /// <summary>Null = the provider's own address: what the page shows for it means just that when it comes back.</summary>
    public static string? Address(string given, string provider, string? current) =>
        given.Length == 0 || (current is null && given == ProviderKinds.All[provider].DefaultBaseUrl) ? null : given;
}
