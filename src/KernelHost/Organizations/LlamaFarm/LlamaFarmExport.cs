using System.Text.Json.Nodes;

namespace KernelHost.Organizations.LlamaFarm;

/// <summary>A setup as a <c>llamafarm.yaml</c>. Pure.</summary>
public static class LlamaFarmExport
{
    /// <summary>YAML without secrets; comment lines at its top say which were left out.</summary>
    public static string Write(ConfigVersion version, string name, Setup setup)
    {
        var (document, leftOut) = Document(version.Organization, name, setup);
        string[] heading =
        [
            $"Organisation {version.Organization}, setup {name}, version {version.Version}.",
            .. leftOut.Count == 0 ? [] : new[] { "Secrets are left out. Where this is imported and none are stored, give them again:" },
            .. leftOut.Select(place => $"  {place}"),
        ];
        return YamlWriter.Write(document, heading);
    }

    internal static (JsonObject Document, IReadOnlyList<string> LeftOut) Document(string organization, string name, Setup setup)
    {
        var json = SetupJson.Of(setup, stripped: false);
        var stray = StrayedSecrets.RemoveFromSetup(json);
        var leftOut = SetupJson.SecretsOf(setup).Concat(stray).ToArray();
        var document = LlamaFarmDocument.Of(organization, name, setup, json);
        ExtensionWriter.Complete(document, json);
        return (document, leftOut);
    }
}
