using System.Text;
using KernelHost.Organizations;
using KernelHost.Organizations.LlamaFarm;

namespace KernelHost.Tests.Organizations.LlamaFarm;

/// <summary>Imports and exports without a host.</summary>
internal static class Files
{
    public static OrgConfig Import(string yaml, OrgConfig? today = null, string? setup = null, bool replace = false) =>
        SecretCarryOver.Edit(Read(yaml, today, setup, replace).Config, today ?? new()).Config;

    public static ConfigDraft Read(string yaml, OrgConfig? today = null, string? setup = null, bool replace = false)
    {
        var draft = LlamaFarmImport.Read(YamlReader.Read(Encoding.UTF8.GetBytes(yaml)), today ?? new(), new(setup, replace)).Draft;
        return draft.Errors.IsEmpty ? draft : throw new ConfigRejectedException(draft.AsSent(draft.Errors));
    }

    public static string Export(OrgConfig config, string setup = "default") =>
        LlamaFarmExport.Write(new("acme", 3, config), setup, config.Setups[setup]);

    public static string Json(OrgConfig config) => Encoding.UTF8.GetString(ConfigJson.WritePublic(ConfigSecrets.Strip(config)));

    public static Setup Default(this OrgConfig config) => config.Setups["default"];

    public static OrgConfig Config(string json) => ConfigJson.Parse(Encoding.UTF8.GetBytes(json)).Config;

    /// <summary>Path and code of every error.</summary>
    public static string[] Errors(string yaml, OrgConfig? today = null) =>
        [.. Assert.Throws<ConfigRejectedException>(() => Read(yaml, today)).Errors.Select(error => $"{error.Path} {error.Code}")];
}
