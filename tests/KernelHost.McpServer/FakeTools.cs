using System.Text.Json.Nodes;

namespace KernelHost.McpServer;

/// <summary>What a message came with, and where notifications go while it is answered.</summary>
public sealed record Around(Action<JsonObject> Notify, Func<JsonNode> Where, Action Crash, CancellationToken Gone);

/// <summary>The server's side of the protocol: one message in, at most one out.</summary>
public sealed class FakeTools
{
    /// <summary>Exactly as it is listed.</summary>
    public const string OddSchema = """
        {"required":["zeta"],"type":"object","description":"Ümläut, <b> & \u0022quotes\u0022","properties":{"zeta":{"type":"number","minimum":-1.50,"maximum":1e3,"description":"Ends."},"alpha":{"anyOf":[{"type":"string","pattern":"^[a-z]+$"},{"type":"null"}],"default":null},"list":{"type":"array","items":{"$ref":"#/$defs/item"},"maxItems":12345678901234567890}},"$defs":{"item":{"type":"object","properties":{"id":{"type":"integer"}},"additionalProperties":false}},"additionalProperties":true,"x-own":[1,2.0,true]}
        """;

    public const string Pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==";

    private int _cancelled;
    private int _calls;
    private volatile bool _added;

    /// <summary>How many calls were said to be no longer wanted.</summary>
    public int Cancelled => Volatile.Read(ref _cancelled);

    public int Calls => Volatile.Read(ref _calls);

    /// <returns>Null when nothing is to be answered.</returns>
    public async Task<JsonObject?> AnswerAsync(JsonObject message, Around around)
    {
        var method = (string?)message["method"];
        if (message["id"] is not { } id)
        {
            if (method == "notifications/cancelled")
            {
                Interlocked.Increment(ref _cancelled);
            }

            return null;
        }

        try
        {
            return new() { ["jsonrpc"] = "2.0", ["id"] = id.DeepClone(), ["result"] = await ResultAsync(method, message["params"] as JsonObject ?? [], around) };
        }
        catch (NotSupportedException unknown)
        {
            return Error(id, -32601, unknown.Message);
        }
        catch (ArgumentException wrong)
        {
            return Error(id, -32602, wrong.Message);
        }
    }

    private static JsonObject Error(JsonNode id, int code, string message) =>
        new() { ["jsonrpc"] = "2.0", ["id"] = id.DeepClone(), ["error"] = new JsonObject { ["code"] = code, ["message"] = message } };

    private async Task<JsonNode> ResultAsync(string? method, JsonObject parameters, Around around) => method switch
    {
        "initialize" => JsonNode.Parse("""{"protocolVersion":"2025-06-18","capabilities":{"tools":{"listChanged":true}},"serverInfo":{"name":"fake","version":"1"}}""")!,
        "ping" => new JsonObject(),
        "tools/list" => List((string?)parameters["cursor"]),
        "tools/call" => await CallAsync((string?)parameters["name"] ?? "", parameters, around),
        _ => throw new NotSupportedException($"Method not found: {method}"),
    };

    // Two pages.
    private JsonNode List(string? cursor)
    {
        const string Nothing = """{"type":"object"}""";
        if (cursor is null)
        {
            return JsonNode.Parse($$$"""
                {"tools":[{"name":"echo","description":"Gives it back.","inputSchema":{"type":"object","properties":{"text":{"type":"string"}},"required":["text"]}},
                {"name":"odd.schema-x","description":"Odd.","inputSchema":{{{OddSchema}}}},{"name":"broken","inputSchema":{"type":"string"}}],"nextCursor":"more"}
                """)!;
        }

        string[] names = ["media", "fail", "refuse", "crash", "hang", "change", "steps", "where", "echo_", "echo-", .. _added ? ["added"] : Array.Empty<string>()];
        var tools = new JsonArray([.. names.Select(name => JsonNode.Parse($$$"""{"name":"{{{name}}}","inputSchema":{{{Nothing}}}}"""))])
        {
            JsonNode.Parse("""{"name":"huge","inputSchema":{"type":"object","properties":{"bytes":{"type":"integer"}}}}"""),
            JsonNode.Parse("""{"name":"structured","inputSchema":{"type":"object"},"outputSchema":{"type":"object","properties":{"degrees":{"type":"number"}},"required":["degrees"]}}"""),
        };
        return new JsonObject { ["tools"] = tools };
    }

    private async Task<JsonNode> CallAsync(string name, JsonObject parameters, Around around)
    {
        Interlocked.Increment(ref _calls);
        var arguments = parameters["arguments"] as JsonObject ?? [];
        switch (name)
        {
            case "echo" or "added" or "echo_":
                return Text((string?)arguments["text"] ?? "");
            case "odd.schema-x":
                return Text(arguments.ToJsonString());
            case "media":
                return JsonNode.Parse($$$"""
                    {"content":[{"type":"text","text":"A pixel:"},{"type":"image","data":"{{{Pixel}}}","mimeType":"image/png"},{"type":"audio","data":"UklGRg==","mimeType":"audio/wav"},
                    {"type":"resource_link","uri":"file:///a.txt","name":"a.txt"},{"type":"resource","resource":{"uri":"file:///b.txt","mimeType":"text/plain","text":"Inside."}}]}
                    """)!;
            case "structured":
                return JsonNode.Parse("""{"content":[{"type":"text","text":"{\"degrees\":21.5}"}],"structuredContent":{"degrees":21.5}}""")!;
            case "fail":
                return JsonNode.Parse("""{"content":[{"type":"text","text":"There is no such city."}],"isError":true}""")!;
            case "refuse":
                throw new ArgumentException("That is not how it is called.");
            case "crash":
                around.Crash();
                return await NeverAsync(around);
            case "hang":
                return await NeverAsync(around);
            case "huge":
                return Text(new string('x', (int?)arguments["bytes"] ?? 1000));
            case "change":
                _added = true;
                around.Notify(new() { ["jsonrpc"] = "2.0", ["method"] = "notifications/tools/list_changed" });
                return Text("changed");
            case "steps":
                await ReportAsync(parameters, around);
                return Text("done");
            case "where":
                return Text(around.Where().ToJsonString());
            default:
                throw new ArgumentException($"Unknown tool: {name}");
        }
    }

    private static readonly TimeSpan OneStep = TimeSpan.FromMilliseconds(50);

    private static async Task ReportAsync(JsonObject parameters, Around around)
    {
        if (parameters["_meta"]?["progressToken"] is not { } token)
        {
            return;
        }

        for (var step = 1; step <= 3; step++)
        {
            await Task.Delay(OneStep, around.Gone);
            around.Notify(new()
            {
                ["jsonrpc"] = "2.0",
                ["method"] = "notifications/progress",
                ["params"] = new JsonObject { ["progressToken"] = token.DeepClone(), ["progress"] = step, ["total"] = 3, ["message"] = $"step {step}" },
            });
        }

        await Task.Delay(OneStep, around.Gone);
    }

    // Over HTTP the end of the request says so, too.
    private async Task<JsonNode> NeverAsync(Around around)
    {
        await Task.Delay(Timeout.Infinite, around.Gone).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Interlocked.Increment(ref _cancelled);
        return new JsonObject();
    }

    private static JsonObject Text(string text) => new() { ["content"] = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = text }) };
}
