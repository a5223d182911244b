using System.Text.Json.Nodes;

namespace KernelHost.Organizations.LlamaFarm;

/// <summary>
/// Adds to a file's <c>x-kernelhost</c> whatever importing the file would otherwise lose. It finds out by importing it: what comes out different is written down, until
/// nothing does. So what LlamaFarm can express stands once, and what it cannot is lost by nobody's forgetting it.
/// </summary>
internal static class ExtensionWriter
{
    /// <param name="setup">As anybody may see it.</param>
    public static void Complete(JsonObject document, JsonObject setup)
    {
        var wanted = SetupJson.Normal(setup);
        var extension = document[LlamaFarmNames.Extension] as JsonObject ?? [];
        MarkNotEnabled(extension, wanted);

        // A provider's name that was written down may free or take another, so once more than there are models.
        for (var round = Models(wanted).Count + 1; round >= 0; round--)
        {
            var composer = new SetupComposer(new LlamaFarmFile(document), null, null, new FilePaths("$"));
            if (!Amend(extension, SetupJson.Normal(composer.Compose(null, otherIsDefault: false)), wanted, setup))
            {
                break;
            }
        }
    }

    private static bool Amend(JsonObject extension, JsonObject read, JsonObject wanted, JsonObject setup)
    {
        var amended = false;
        foreach (var member in Differing(read, wanted).Where(member => member is not ("models" or "providers")))
        {
            extension[member] = setup[member]?.DeepClone();
            amended = true;
        }

        foreach (var (present, should) in Models(read).Zip(Models(wanted)))
        {
            foreach (var member in Differing(present, should))
            {
                Entry(extension, should)[member] = should[member]?.DeepClone();
                amended = true;
            }
        }

        return amended;
    }

    /// <summary>An import enables the models it names; one that was not enabled stays so.</summary>
    private static void MarkNotEnabled(JsonObject extension, JsonObject wanted)
    {
        foreach (var model in Models(wanted))
        {
            var enabled = wanted["providers"]?[FileModel.Text(model, "provider") ?? ""]?["models"] as JsonArray ?? [];
            if (enabled.All(item => FileProviders.IdOf(item) != FileModel.Text(model, "model")))
            {
                Entry(extension, model)["enabled"] = false;
            }
        }
    }

    private static JsonObject Entry(JsonObject extension, JsonObject model)
    {
        var models = Member(extension, "models");
        return Member(models, FileModel.Text(model, "name") ?? "");
    }

    private static JsonObject Member(JsonObject parent, string name)
    {
        if (parent[name] is not JsonObject member)
        {
            parent[name] = member = [];
        }

        return member;
    }

    private static string[] Differing(JsonObject one, JsonObject other) =>
        [.. one.Select(member => member.Key).Union(other.Select(member => member.Key))
            .Where(name => one.ContainsKey(name) != other.ContainsKey(name) || !JsonNode.DeepEquals(one[name], other[name]))];

    private static List<JsonObject> Models(JsonObject setup) => [.. (setup["models"] as JsonArray ?? []).OfType<JsonObject>()];
}
