namespace KernelHost.Traffic;

/// <summary>What needs no key.</summary>
internal static class PublicRecipes
{
    public static IReadOnlyList<Recipe> All { get; } =
    [
        new("GET /healthz", "/healthz"),
        new("GET /readyz", "/readyz"),
        new("GET /openapi/{documentName}.json", "/openapi/v1.json"),
        .. ApiPageRecipes.All,
    ];
}
