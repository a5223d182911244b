namespace KernelHost.Traffic;

/// <summary>Good requests of every endpoint there is.</summary>
public static class Recipes
{
    public static IReadOnlyList<Recipe> All { get; } =
    [
        .. PublicRecipes.All, .. ModelRecipes.All, .. PluginRecipes.All, .. McpRecipes.All, .. OrganizationRecipes.All, .. KnowledgeRecipes.All, .. RubricRecipes.All, .. AdminRecipes.All,
    ];

    /// <summary>What to say of endpoints that no recipe has; null when there are none.</summary>
    /// <param name="endpoints">As <see cref="Endpoints"/> finds them.</param>
    public static string? Complaint(IEnumerable<string> endpoints)
    {
        var missing = endpoints.Except(All.Select(recipe => recipe.Endpoint)).Order(StringComparer.Ordinal).ToArray();
        return missing is [] ? null : $$"""
            No recipe for:
              {{string.Join("\n  ", missing)}}
            Add one for each to tests/KernelHost.Traffic/…Recipes.cs, with a body that uses every member; where a secret can stand, write "{secret-something}",
            as ConfigTexts does. The canary test and the fuzz then drive it by themselves.
            """;
    }
}
