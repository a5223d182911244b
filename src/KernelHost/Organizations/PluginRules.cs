using KernelHost.Security;

namespace KernelHost.Organizations;

/// <summary>What a plugin's entry must be like. What its own settings must be like is the plugin's to say.</summary>
internal static class PluginRules
{
    private static readonly string[] Roles = [Role.Member.Wire(), Role.OrgAdmin.Wire(), Role.SystemAdmin.Wire()];
    private static readonly TimeSpan LongestCall = TimeSpan.FromHours(1);

    public static IEnumerable<ConfigProblem> Check(string path, Setup setup) =>
    [
        .. setup.Plugins.Keys.GroupBy(name => name, StringComparer.OrdinalIgnoreCase).Where(same => same.Count() > 1)
            .SelectMany(same => ConfigRules.Error(JsonPath.Member(path, same.Order(StringComparer.Ordinal).Last()), "duplicate_name", $"\"{same.Key}\" occurs twice: names of plugins ignore case.")),
        .. setup.Plugins.SelectMany(pair => Check(JsonPath.Member(path, pair.Key), pair.Key, pair.Value)),
    ];

    private static IEnumerable<ConfigProblem> Check(string path, string name, PluginSettings settings) =>
    [
        .. name.Length > 0 && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_') ? [] : ConfigRules.Error(path, "invalid_name", "A plugin's name is letters, digits and \"_\"."),
        .. (settings.AllowedRoles ?? []).SelectMany((role, index) => Roles.Contains(role)
            ? [] : ConfigRules.Error($"{path}.allowed_roles[{index}]", "unknown_role", $"\"{role}\" is not a role. {ConfigNames.Choose(role, Roles)}")),
        .. settings.Timeout?.Value > LongestCall ? ConfigRules.Error($"{path}.timeout", "out_of_range", "A call of a plugin takes at most an hour (\"1h\").") : [],
        .. settings.MaxConcurrent is <= 0 ? ConfigRules.Error($"{path}.max_concurrent", "out_of_range", "At least one call at once; \"enabled\": false for none.") : [],
        .. (settings.Secrets ?? []).SelectMany(secret => ConfigNames.CheckSecret(JsonPath.Member($"{path}.secrets", secret.Key), secret.Value)),
        .. (settings.Secrets ?? []).Keys.Where(settings.Settings.ContainsKey).Order(StringComparer.Ordinal)
            .SelectMany(both => ConfigRules.Error(JsonPath.Member($"{path}.settings", both), "duplicate_name", $"\"{both}\" is among the secrets, too.")),
    ];
}
