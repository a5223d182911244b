namespace KernelHost.Organizations;

/// <summary>How many of each thing a setup may have: far more than anybody has, and few enough to compare each with each.</summary>
internal static class ConfigSize
{
    private const int Most = 1000;
    private const int MostStandIns = 100;

    public static IEnumerable<ConfigProblem> Check(string path, Setup setup) =>
        new (string Place, int Count, int Most)[]
        {
            ("providers", setup.Providers.Count, Most),
            ("models", setup.Models.Length, Most),
            ("prompts", setup.Prompts.Length, Most),
            ("plugins", setup.Plugins.Count, Most),
            ("mcp.servers", setup.Mcp?.Servers.Length ?? 0, Most),
            ("fallback.models", setup.Fallback.Models.Length, MostStandIns),
        }
        .Concat(setup.Providers.Select(pair => (Place: JsonPath.Member("providers", pair.Key) + ".models", Count: pair.Value.Models.Length, Most)))
        .Where(part => part.Count > part.Most)
        .Select(part => new ConfigProblem($"{path}.{part.Place}", "too_many", $"There are {part.Count} here, and at most {part.Most} are taken: use another setup for the rest."));
}
