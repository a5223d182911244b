namespace KernelHost.Traffic;

/// <summary>The API page of the <c>bundled</c> lane.</summary>
internal static class ApiPageRecipes
{
    public static IReadOnlyList<Recipe> All { get; } =
    [
        new("GET /scalar", "/scalar"),
        new("GET /scalar/scalar-1.72.1.js", "/scalar/scalar-1.72.1.js") { Headers = new Dictionary<string, string> { ["Accept-Encoding"] = "gzip" } },
    ];
}
