namespace KernelHost.Traffic;

/// <summary>The API page of the <c>nuget</c> lane: the package's own addresses.</summary>
internal static class ApiPageRecipes
{
    public static IReadOnlyList<Recipe> All { get; } =
    [
        new("GET /scalar/{documentName?}", "/scalar/v1"),
        new("GET /scalar/favicon.svg", "/scalar/favicon.svg"),
        new("GET /scalar/scalar.js", "/scalar/scalar.js"),
        new("GET /scalar/scalar.aspnetcore.js", "/scalar/scalar.aspnetcore.js"),
    ];
}
