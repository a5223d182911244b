namespace KernelHost.Traffic;

/// <summary>Knowledge bases, their documents, questions to them.</summary>
internal static class KnowledgeRecipes
{
    private const string Path = "/api/v1/knowledge-bases";
    private const string One = Path + "/{kb}";
    private const string Made = Path + "/{made}";

    private static readonly Recipe New = new($"POST {Path}", Path,
        """{"name": "{new}", "slug": "{new}", "description": "What is known", "embedding_model": "embedded/hash-embedding", "setup": "default", "chunking": {"max_tokens": 200, "overlap_tokens": 20, "by_structure": true}}""");

    internal static readonly Recipe Document = new(
        $"POST {One}/documents", $"{Made}/documents",
        """{"name": "opening.md", "title": "Opening times", "content_type": "text/markdown", "text": "# Opening\n\nThe library opens at nine.", "metadata": {"year": 2026, "tags": ["public"]}}""")
    {
        After = New,
    };

    public static IReadOnlyList<Recipe> All { get; } =
    [
        new($"GET {Path}", $"{Path}?limit=3") { Sender = Sender.Member },
        New,
        new($"POST {Path}", Path, """{"name": "{new}", "external": {"collection": "42"}}"""),
        new($"GET {One}", Made) { Sender = Sender.Member, After = New },
        new($"PATCH {One}", Made, """{"name": "Renamed", "description": "Changed", "embedding_model": "none", "chunking": {"max_tokens": 300, "overlap_tokens": 30, "by_structure": false}}""") { After = New },
        new($"DELETE {One}", Made) { After = New },
        new($"POST {One}/reindex", $"{Made}/reindex") { After = New },
        new($"GET {One}/documents", $"{Made}/documents?limit=3") { Sender = Sender.Member, After = New },
        Document,
        new($"GET {One}/documents/{{id}}", $"{Path}/{{made-before}}/documents/{{made}}") { Sender = Sender.Member, After = Document },
        new($"GET {One}/documents/{{id}}/text", $"{Path}/{{made-before}}/documents/{{made}}/text") { Sender = Sender.Member, After = Document },
        new($"DELETE {One}/documents/{{id}}", $"{Path}/{{made-before}}/documents/{{made}}") { After = Document },
        new($"POST {One}/documents/{{id}}/reindex", $"{Path}/{{made-before}}/documents/{{made}}/reindex") { After = Document },
        new($"POST {One}/query", $"{Made}/query",
            """
            {"query": "And when does it open?", "history": [{"role": "user", "content": "Is there a library?"}, {"role": "assistant", "content": "Yes."}], "top_k": 3, "rewrite": true, "mode": "hybrid",
             "threshold": 0.1, "filter": {"document_ids": ["a"], "documents": ["opening.md"], "metadata": {"year": 2026, "tags": ["public", "private"]}}}
            """)
        {
            Sender = Sender.Member,
            After = New,
        },
    ];
}
