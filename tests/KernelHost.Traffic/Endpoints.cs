using System.Text.Json;
using System.Text.RegularExpressions;

namespace KernelHost.Traffic;

/// <summary>Every endpoint of a server by method and route, found and not listed by hand.</summary>
public static partial class Endpoints
{
    /// <summary>What <c>/openapi/v1.json</c> leaves out: the pages about the API, and the OpenAPI document itself.</summary>
    private static readonly string[] Undescribed = ["GET /openapi/{documentName}.json", .. ApiPageRecipes.All.Select(recipe => recipe.Endpoint)];

    public static IEnumerable<string> FromOpenApi(JsonElement document) =>
    [
        .. from path in document.GetProperty("paths").EnumerateObject()
           from operation in path.Value.EnumerateObject()
           where operation.Name is "get" or "post" or "put" or "patch" or "delete"
           select Of(operation.Name.ToUpperInvariant(), path.Name),
        .. Undescribed,
    ];

    /// <summary>One spelling for a route, whatever its constraints.</summary>
    public static string Of(string method, string route) => $"{method} /{Constraint().Replace(route, "{$1}").Trim('/')}";

    [GeneratedRegex(@"\{\*{0,2}([^:}]+)(:[^}]*)?\}")]
    private static partial Regex Constraint();
}
