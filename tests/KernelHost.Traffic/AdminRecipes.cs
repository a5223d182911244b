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
