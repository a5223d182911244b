namespace KernelHost.Traffic;

/// <summary>What an admin sees and sets besides configs.</summary>
internal static class AdminRecipes
{
    private const string Settings = "/api/v1/admin/settings/api";

    private const string Change = """
        {"openai_api_key": "{secret-settings}", "openai_base_url": "{openai}", "ollama_base_url": "{ollama}",
         "selected_models": {"openai": ["gpt-4o", "gpt-4o-mini"]}, "default_models": {"openai": "gpt-4o"},
         "global_default_model": {"provider": "openai", "model": "gpt-4o"}, "small_fast_model": {"provider": "", "model": ""},
         "openai_api_key_set": true, "available_models": {"openai": ["gpt-4o"]}, "api_status": {}, "warnings": []}
        """;

    private const string Assistant = """
        {"name": "Tutor {new}", "description": "Helps", "owner": "ann", "model": "openai/gpt-4o", "small_fast_model": "small-fast", "system_prompt": "Be patient.",
         "prompt_template": "Asked: ","knowledge_bases": [], "retrieval": {"top_k": 3, "mode": "hybrid", "threshold": 0.1, "rewrite": true, "filter": {"year": 2026}},
         "plugins": ["Classifier.classify"], "parameters": {"temperature": 0.2},
         "steps": [{"name": "intent", "labels": ["a", "b"], "instructions": "Choose.", "min_confidence": 0.5, "branches": {"a": {"system_prompt": "A", "parameters": {"max_tokens": 9}}}}]}
        """;

    private static readonly Recipe NewAssistant = new("POST /api/v1/assistants", "/api/v1/assistants", """{"name": "Tutor {new}"}""");

    public static IReadOnlyList<Recipe> All { get; } =
    [
        new($"GET {Settings}", Settings),
        new($"PUT {Settings}", Settings, Change),
        new("GET /api/v1/admin/resolve", "/api/v1/admin/resolve?model={model}&type=LLM&purpose=completion&setup=default"),
        new("GET /api/v1/admin/resolve", "/api/v1/admin/resolve?model=default&message=Why%3F&tokens=12&has_images=true&has_tools=false&metadata=tier%3Dgold&user=ann&session=talk&time=2026-11-21T12:00:00Z"),
        new("GET /api/v1/admin/routes", "/api/v1/admin/routes?limit=20&setup=default"),
        new("GET /api/v1/admin/plugins", "/api/v1/admin/plugins"),
        new("POST /api/v1/admin/plugins/reload", "/api/v1/admin/plugins/reload") { Sender = Sender.SystemAdmin },
        new("GET /api/v1/admin/mcp-servers", "/api/v1/admin/mcp-servers?setup=default&limit=20"),
        new("GET /api/v1/admin/audit", "/api/v1/admin/audit?limit=200"),
        new("GET /api/v1/admin/audit", "/api/v1/admin/audit?all=true&from=2020-01-01T00:00:00Z&kind=config.changed") { Sender = Sender.SystemAdmin },
        new("GET /api/v1/admin/events", "/api/v1/admin/events?kind=model.*&setup=default&since=2020-01-01T00:00:00Z&limit=20"),
        new("GET /api/v1/admin/audit/export", "/api/v1/admin/audit/export"),
        new("GET /api/v1/admin/audit/verify", "/api/v1/admin/audit/verify") { Sender = Sender.SystemAdmin },
        new("GET /api/v1/jobs", "/api/v1/jobs?limit=20") { Sender = Sender.Member },
        new("GET /api/v1/jobs/{id}", "/api/v1/jobs/{job}") { Sender = Sender.Member },
        new("DELETE /api/v1/jobs/{id}", "/api/v1/jobs/{job}") { Sender = Sender.Member },
        new("GET /api/v1/assistants", "/api/v1/assistants?limit=20&search=tutor") { Sender = Sender.Member },
        new("POST /api/v1/assistants", "/api/v1/assistants", Assistant),
        new("POST /api/v1/assistants/import", "/api/v1/assistants/import?replace=true", Assistant),
        new("GET /api/v1/assistants/{slug}", "/api/v1/assistants/{made}") { After = NewAssistant },
        new("PUT /api/v1/assistants/{slug}", "/api/v1/assistants/{made}", """{"name": "Tutor", "model": "default", "parameters": {"temperature": 0.2}}""") { After = NewAssistant },
        new("DELETE /api/v1/assistants/{slug}", "/api/v1/assistants/{made}") { After = NewAssistant },
        new("GET /api/v1/assistants/{slug}/export", "/api/v1/assistants/{made}/export") { After = NewAssistant },
        new("POST /api/v1/rag/answer", "/api/v1/rag/answer", """
            {"query": "And where?", "history": [{"role": "user", "content": "When is it open?"}, {"role": "assistant", "content": "At nine."}], "knowledge_bases": ["{made}"], "top_k": 3, "mode": "lexical",
             "threshold": 0, "filter": {}, "rewrite": true, "model": "default", "system_prompt": "Be brief.", "prompt_template": "Asked: "}
            """) { Sender = Sender.Member, After = new("POST /api/v1/knowledge-bases", "/api/v1/knowledge-bases", """{"name": "Base {new}"}""") },
        new("GET /api/v1/admin/models", "/api/v1/admin/models?limit=50&setup=default&type=LLM"),
        new("GET /api/v1/admin/model-status", "/api/v1/admin/model-status?role=small-fast"),
        new("POST /api/v1/admin/providers/{name}/test", "/api/v1/admin/providers/openai/test", """{"model": "gpt-4o"}"""),
        new("POST /api/v1/admin/switch-model", "/api/v1/admin/switch-model",
            """{"provider": "openai", "model": "gpt-4o", "base_url": "{openai}", "api_key": "{secret-switched}", "temperature": 0.5, "max_tokens": 100, "persist": true, "role": "default"}"""),
        new("POST /api/v1/admin/switch-model", "/api/v1/admin/switch-model", """{"provider": "proxied", "model": "llama3.2:latest", "persist": false, "role": "small-fast"}"""),
        new("POST /api/v1/admin/configure-fallback", "/api/v1/admin/configure-fallback",
            """{"enabled": true, "primary": "openai/gpt-4o", "fallback": [{"provider": "embedded", "model": "extractive"}], "fallback_triggers": ["rate_limit", "timeout"], "revert_after": "30s"}"""),
        new("POST /api/v1/admin/secrets/rotate", "/api/v1/admin/secrets/rotate") { Sender = Sender.SystemAdmin },
    ];
}
