using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;

namespace KernelHost.Organizations.LlamaFarm;

/// <summary>A setup as the JSON that stands in a config, in the one form that the same setup always has.</summary>
internal static class SetupJson
{
    private const string Name = "setup";

    /// <param name="stripped">Without even saying which secrets there are.</param>
    public static JsonObject Of(Setup setup, bool stripped)
    {
        var config = Config(setup);
        return Find(JsonNode.Parse(ConfigJson.WritePublic(stripped ? ConfigSecrets.Strip(config) : config)));
    }

    /// <summary>The same for what a client could have written.</summary>
    public static JsonObject Normal(JsonObject written)
    {
        var whole = new JsonObject { ["setups"] = new JsonObject { [Name] = written.DeepClone() } };
        var read = ConfigJson.Read(Encoding.UTF8.GetBytes(whole.ToJsonString(ConfigJsonOptions.Shared))).Config;
        return read.Setups.TryGetValue(Name, out var setup) ? Of(setup, stripped: true) : [];
    }

    /// <summary>Where its secrets would stand in a file.</summary>
    public static IEnumerable<string> SecretsOf(Setup setup) =>
        ConfigSecrets.Collect(Config(setup)).Values.SelectMany(holder => holder.Secrets.Keys.Select(name => InFile(JsonPath.Member(holder.Path, name)))).Order(StringComparer.Ordinal);

    private static string InFile(string path)
    {
        var place = path[$"$.setups.{Name}.".Length..];
        return place.StartsWith("mcp.", StringComparison.Ordinal) ? place : $"{LlamaFarmNames.Extension}.{place}";
    }

    private static OrgConfig Config(Setup setup) => new() { Setups = ImmutableDictionary<string, Setup>.Empty.Add(Name, setup) };

    private static JsonObject Find(JsonNode? config)
    {
        var setup = config?["setups"]?[Name] as JsonObject ?? [];
        (config?["setups"] as JsonObject)?.Remove(Name);
        return setup;
    }
}
