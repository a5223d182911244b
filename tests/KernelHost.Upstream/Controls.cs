using System.Text.Json.Nodes;

namespace KernelHost.Upstream;

/// <summary>What tests in this process do by method call, over HTTP.</summary>
internal static class Controls
{
    public static void MapControls(this IEndpointRouteBuilder app, Stage stage)
    {
        app.MapGet("/_journal", http => WriteAsync(http, new JsonArray([.. stage.Journal.Entries.Select(Show)])));
        app.MapDelete("/_journal", http => NoContent(http, stage.Journal.Clear));
        app.MapPost("/_release", http => NoContent(http, stage.Gate.Open));
        app.MapPost("/_hold", http => NoContent(http, stage.Gate.Close));
    }

    private static Task NoContent(HttpContext http, Action act)
    {
        act();
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private static Task WriteAsync(HttpContext http, JsonArray body)
    {
        http.Response.ContentType = "application/json";
        return http.Response.Body.WriteAsync(body.Bytes(), http.RequestAborted).AsTask();
    }

    private static JsonObject Show(JournalEntry entry) => new()
    {
        ["time"] = entry.Time.ToString("O"),
        ["method"] = entry.Method,
        ["path"] = entry.Path,
        ["wire"] = entry.Wire,
        ["model"] = entry.Model,
        ["key"] = entry.Key,
        ["fault"] = entry.Fault,
        ["ended"] = entry.Ended.IsCompleted,
        ["client_disconnected"] = entry.ClientDisconnected,
        ["headers"] = new JsonObject(entry.Headers.Select(h => KeyValuePair.Create(h.Key, (JsonNode?)h.Value))),
        ["body"] = entry.Text,
    };
}
