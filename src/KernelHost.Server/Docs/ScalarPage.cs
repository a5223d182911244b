using System.IO.Compression;
using System.Reflection;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;

namespace KernelHost.Server.Docs;

/// <summary>
/// The bundled lane's API page: Scalar's own script, committed and served compressed as it is, so that neither the build nor the page needs a network.
/// In the <c>nuget</c> lane the package Scalar.AspNetCore takes its place.
/// </summary>
internal static class ScalarPage
{
    // The version is in the address, so a browser may keep the file for good.
    private const string ScriptPath = "/scalar/scalar-1.72.1.js";

    private const string Page = $$"""
        <!doctype html>
        <html lang="en">
        <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>KernelHost API</title></head>
        <body>
          <div id="app"></div>
          <script src="{{ScriptPath}}"></script>
          <script>Scalar.createApiReference('#app', { url: '/openapi/v1.json', withDefaultFonts: false, telemetry: false, showDeveloperTools: 'never', agent: { disabled: true }, mcp: { disabled: true } })</script>
        </body>
        </html>
        """;

    // The page talks to this host and to nobody else.
    private const string Policy =
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; worker-src 'self' blob:";

    public static void MapScalarPage(this IEndpointRouteBuilder app)
    {
        app.MapGet("/scalar", (HttpResponse response) =>
        {
            response.Headers.ContentSecurityPolicy = Policy;
            return TypedResults.Text(Page, "text/html; charset=utf-8");
        });
        app.MapGet(ScriptPath, Script);
    }

    private static FileStreamHttpResult Script(HttpRequest request, HttpResponse response)
    {
        var compressed = Assembly.GetExecutingAssembly().GetManifestResourceStream("scalar.js.gz") ?? throw new InvalidOperationException("scalar.js.gz is not in the build.");
        response.Headers.CacheControl = "public, max-age=31536000, immutable";
        response.Headers.Vary = HeaderNames.AcceptEncoding;
        if (!request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase))
        {
            return TypedResults.Stream(new GZipStream(compressed, CompressionMode.Decompress), "text/javascript; charset=utf-8");
        }

        response.Headers.ContentEncoding = "gzip";
        return TypedResults.Stream(compressed, "text/javascript; charset=utf-8");
    }
}
