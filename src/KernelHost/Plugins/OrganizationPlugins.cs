using System.Collections.Immutable;
using KernelHost.Organizations;
using KernelHost.Security;
using Microsoft.Extensions.DependencyInjection;

namespace KernelHost.Plugins;

/// <summary>What an organisation's config says of plugins, held against those that are installed. Thread-safe.</summary>
public sealed class OrganizationPlugins : IConfigCheck
{
    private const string McpPrefix = "mcp_";

    private readonly EnvironmentSecrets _secrets;
    private readonly IServiceProvider _host;

    // Sources are asked for late: some are made of what needs configs.
    internal OrganizationPlugins(EnvironmentSecrets secrets, IServiceProvider host) => (_secrets, _host) = (secrets, host);

    /// <summary>Why an installed plugin is not in the kernel of this setup; empty when it is.</summary>
    public ImmutableArray<ConfigProblem> ProblemsOf(LoadedPlugin plugin, PluginScope scope)
    {
        ArgumentNullException.ThrowIfNull(plugin);
        ArgumentNullException.ThrowIfNull(scope);
        if (scope.Setup.FindPlugin(plugin.Name)?.Enabled is false)
            return [];   // nobody misses it

        var (_, problems) = OptionsFor(plugin, scope.Organization, scope.Setup, resolved: true);
        var path = $"{JsonPath.Member("$.setups", scope.SetupName)}.plugins";
        return [.. problems.Select(problem => At(JsonPath.Member(path, plugin.Name), problem))];
    }

    internal (IReadOnlyDictionary<Type, object> Options, ImmutableArray<ConfigProblem> Problems) OptionsFor(LoadedPlugin plugin, PluginScope scope) =>
        OptionsFor(plugin, scope.Organization, scope.Setup, resolved: true);

    ConfigFindings IConfigCheck.Check(string organization, OrgConfig config, OrgConfig? today)
    {
        var errors = ImmutableArray.CreateBuilder<ConfigProblem>();
        var warnings = ImmutableArray.CreateBuilder<ConfigProblem>();
        foreach (var (setup, name, path) in config.Setups.SelectMany(pair => pair.Value.Plugins.Keys.Select(name => (pair.Value, name, JsonPath.Member($"{JsonPath.Member("$.setups", pair.Key)}.plugins", name)))))
        {
            if (_host.GetRequiredService<PluginCatalog>().Find(name) is { } plugin)
                errors.AddRange(OptionsFor(plugin, organization, setup, resolved: false).Problems.Where(_ => setup.FindPlugin(name)?.Enabled is true).Select(problem => At(path, problem)));
            else if (!name.StartsWith(McpPrefix, StringComparison.OrdinalIgnoreCase) && !Known().Contains(name, StringComparer.OrdinalIgnoreCase))
                warnings.Add(new(path, "unknown_plugin", $"No plugin {NearNames.Quote(name)} is installed.{NearNames.Hint(NearNames.To(name, Known()))} This takes effect when it is."));
        }

        return new([.. errors.OrderBy(problem => problem.Path, StringComparer.Ordinal)], [.. warnings.OrderBy(problem => problem.Path, StringComparer.Ordinal)]);
    }

    private string[] Known() => [.. _host.GetServices<IPluginSource>().SelectMany(source => source.Names)];

    /// <param name="resolved">Whether references to the environment must lead somewhere; a config may be written before the variable is.</param>
    private (IReadOnlyDictionary<Type, object> Options, ImmutableArray<ConfigProblem> Problems) OptionsFor(LoadedPlugin plugin, string organization, Setup setup, bool resolved)
    {
        var settings = setup.FindPlugin(plugin.Name) ?? new();
        var secrets = new Dictionary<string, string>(StringComparer.Ordinal);
        var missing = ImmutableArray.CreateBuilder<ConfigProblem>();
        foreach (var (name, written) in settings.Secrets ?? [])
        {
            var (value, reason) = _secrets.Resolve(written, settings.IsTrusted(name), organization);
            if (reason is not null && resolved)
                missing.Add(new($"secrets.{name}", "environment_not_available", reason));
            secrets[name] = (value ?? written).Reveal();
        }

        var (options, problems) = PluginOptions.Read(plugin.OptionTypes, settings.Settings, secrets);
        return (options, [.. missing, .. problems]);
    }

    private static ConfigProblem At(string path, ConfigProblem problem) => problem with { Path = $"{path}.{problem.Path}" };
}
