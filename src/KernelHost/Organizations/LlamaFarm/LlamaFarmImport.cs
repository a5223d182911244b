using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;

namespace KernelHost.Organizations.LlamaFarm;

/// <summary>Where a file goes.</summary>
/// <param name="Setup">Null = the organisation's default setup, or <c>default</c> when it has none.</param>
/// <param name="Replace">The setup becomes what the file says and nothing else; otherwise what the file does not speak of stays.</param>
public sealed record ImportTarget(string? Setup = null, bool Replace = false);

/// <summary>A <c>llamafarm.yaml</c> as a change of one setup. Pure.</summary>
internal static class LlamaFarmImport
{
    /// <summary>The whole config as a client could have sent it, also as JSON. Secrets the file leaves out are absent, as in any edit.</summary>
    public static (ConfigDraft Draft, JsonObject Json) Read(JsonNode? document, OrgConfig today, ImportTarget target)
    {
        var name = target.Setup ?? today.FindSetup()?.Name ?? OrgConfig.DefaultSetupName;
        var file = new LlamaFarmFile(document);
        var whole = JsonNode.Parse(ConfigJson.WritePublic(today)) as JsonObject ?? [];
        var setups = whole["setups"] as JsonObject ?? [];
        whole["setups"] ??= setups;
        var paths = new FilePaths(JsonPath.Member("$.setups", name));
        var setup = new SetupComposer(file, target.Replace ? null : today.Setups.GetValueOrDefault(name), today.Setups.GetValueOrDefault(name), paths);
        setups[name] = setup.Compose(target.Replace ? null : setups[name] as JsonObject, OtherIsDefault(today, name));

        var read = ConfigJson.Read(Encoding.UTF8.GetBytes(whole.ToJsonString(ConfigJsonOptions.Shared)));
        return (new(read.Config, [.. setup.Warnings, .. read.Warnings], Errors(file, read, paths)) { Place = paths.InFile }, whole);
    }

    // What this reader found says more than what the rules of a config find at the same place because of it.
    private static ImmutableArray<ConfigProblem> Errors(LlamaFarmFile file, ConfigDraft read, FilePaths paths)
    {
        var told = file.Errors.Select(error => error.Path).ToHashSet(StringComparer.Ordinal);
        return [.. file.Errors, .. read.Errors.Where(error => !told.Contains(paths.InFile(error.Path)))];
    }

    private static bool OtherIsDefault(OrgConfig today, string name) => today.Setups.Any(pair => pair.Key != name && pair.Value.IsDefault);
}
