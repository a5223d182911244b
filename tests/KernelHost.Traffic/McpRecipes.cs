namespace KernelHost.Traffic;

/// <summary>The host as an MCP server.</summary>
public static class McpRecipes
{
    /// <summary>What opens a session.</summary>
    public const string Initialize = """
        {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "recipe", "version": "1"}}}
        """;

    /// <summary>Stands for a session of the key that sends.</summary>
    public const string Session = "mcp-session";

    /// <summary>How answers are taken.</summary>
    public const string Accept = "application/json, text/event-stream";

    private const string Call = """
        {"jsonrpc": "2.0", "id": "two", "method": "tools/call",
         "params": {"name": "Classifier_classify", "arguments": {"text": "My invoice is wrong", "labels": ["billing", "travel"]}, "_meta": {"progressToken": 7}}}
        """;

    private const string Search = """
        {"jsonrpc": "2.0", "id": 4, "method": "tools/call", "params": {"name": "search_knowledge", "arguments": {"query": "When does it open?", "knowledge_bases": [], "top_k": 3, "mode": "lexical"}}}
        """;

    private const string Read = """{"jsonrpc": "2.0", "id": 6, "method": "resources/read", "params": {"uri": "knowledge://{made-before}/{made}"}}""";

    private const string Complete = """
        {"jsonrpc": "2.0", "id": 7, "method": "completion/complete",
         "params": {"ref": {"type": "ref/resource", "uri": "knowledge://{knowledge_base}/{document_id}"}, "argument": {"name": "document_id", "value": "0"},
                    "context": {"arguments": {"knowledge_base": "{made-before}"}}}}
        """;

    internal static IReadOnlyList<Recipe> All { get; } =
    [
        new("POST /mcp", "/mcp", Initialize) { Sender = Sender.Member, Headers = new Dictionary<string, string> { ["Accept"] = Accept } },
        InSession("POST /mcp", Call),
        InSession("POST /mcp", """{"jsonrpc": "2.0", "id": 3, "method": "tools/list", "params": {}}"""),
        InSession("POST /mcp", Search),
        InSession("POST /mcp", """{"jsonrpc": "2.0", "id": 5, "method": "resources/list", "params": {"cursor": "LzA"}}"""),
        InSession("POST /mcp", Read) with { After = KnowledgeRecipes.Document },
        InSession("POST /mcp", Complete) with { After = KnowledgeRecipes.Document },
        InSession("POST /mcp", """{"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": "two", "reason": "Enough."}}"""),
        InSession("GET /mcp"),
        InSession("DELETE /mcp"),
    ];

    private static Recipe InSession(string endpoint, string? body = null) => new(endpoint, "/mcp", body)
    {
        Sender = Sender.Member,
        Headers = new Dictionary<string, string> { ["Accept"] = Accept, ["Mcp-Session-Id"] = $"{{{Session}}}", ["MCP-Protocol-Version"] = "2025-06-18" },
    };
}
