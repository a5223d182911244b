namespace KernelHost.Traffic;

/// <summary>Configs that use every member, with a secret wherever one can stand.</summary>
internal static class ConfigTexts
{
    public const string Providers = """
        {"openai": {"kind": "openai", "enabled": true, "api_key": "{secret-openai}", "base_url": "{openai}", "default_model": "gpt-4o",
           "models": ["gpt-4o", {"id": "text-embedding-3-small", "type": "EMBEDDING"}, {"id": "whisper-1", "type": "STT"}, {"id": "tts-1", "type": "TTS"}],
           "timeouts": {"connect": "2s", "first_token": "2s", "idle": "2s", "total": "5s"}},
         "groq": {"api_key": "{secret-groq}", "base_url": "{openai}", "models": ["llama-3.3-70b"]},
         "anthropic": {"kind": "anthropic", "api_key": "{secret-anthropic}", "models": ["claude-sonnet-4-5"]},
         "proxied": {"kind": "ollama", "api_key": "{secret-ollama}", "base_url": "{ollama}", "models": ["llama3.2:latest", "nomic-embed-text:latest"]},
         "other": {"kind": "openai-compatible", "api_key": "{secret-compatible}", "base_url": "{openai}", "models": ["some-model"], "enabled": false},
         "by-name": {"kind": "openai", "api_key": "${env:CANARY_API_KEY}", "base_url": "{openai}", "models": ["gpt-4o-mini"]},
         "embedded": {"models": ["extractive", "extractive-mini", "hash-embedding"]}}
        """;

    public const string Setup = $$$"""
        {"name": "Everything", "is_default": true,
         "global_default_model": {"provider": "openai", "model": "gpt-4o"},
         "small_fast_model": {"provider": "embedded", "model": "extractive-mini"},
         "default_models_by_type": {"EMBEDDING": {"provider": "embedded", "model": "hash-embedding"}},
         "providers": {{{Providers}}},
         "models": [{"name": "coder", "description": "Writes code", "provider": "proxied", "model": "llama3.2:latest", "prompt": "coder",
            "model_api_parameters": {"temperature": 0.2, "max_tokens": 64, "num_ctx": 4096}, "mcp_servers": ["files"]}],
         "prompts": [{"name": "coder", "messages": [{"role": "system", "content": "Write code."}]}],
         "mcp": {"servers": [{"name": "files", "transport": "stdio", "command": "npx", "args": ["files"], "env": {"FILES_TOKEN": "{secret-mcp-env}"}},
            {"name": "base", "transport": "http", "base_url": "http://127.0.0.1:9/mcp", "headers": {"Authorization": "Bearer {secret-mcp-header}"}}]},
         "plugins": {"Ticketing": {"enabled": true, "allowed_roles": ["member", "org-admin"], "timeout": "30s", "max_concurrent": 8,
            "settings": {"base_url": "http://127.0.0.1:9", "retries": 2}, "secrets": {"api_key": "{secret-plugin}"} } },
         "routes": {"auto": {"description": "By the question", "serves_default": false, "rules": [
              {"name": "long", "when": {"min_tokens": 4000, "max_tokens": 100000, "has_tools": false, "has_images": false, "metadata": {"tier": "gold"}}, "use": "openai/gpt-4o"},
              {"name": "question", "when": {"min_characters": 1, "max_characters": 80, "has_question_mark": true, "ends_with_question_mark": true, "keywords": ["why"],
                 "between": ["18:00", "06:00"], "time_zone": "Europe/Berlin", "days": ["sat", "sun"]}, "use": "small-fast"},
              {"name": "test", "split": {"coder": 90, "default": 10} }], "otherwise": "default"} },
         "fallback": {"enabled": true, "models": [{"provider": "embedded", "model": "extractive"}], "triggers": ["rate_limit"], "revert_after": "30s",
            "deadline": "5s", "delivery": "stream", "on_unknown_model": "substitute"},
         "knowledge_base": {"server_url": "http://127.0.0.1:9", "api_token": "{secret-kb}"}}
        """;

    public const string Whole = $$$"""
        {"version": "1.0", "setups": {"default": {{{Setup}}}, "second": {"providers": {"embedded": {"models": ["extractive"]} } } },
         "assistant_defaults": {"prompt_template": "Context.", "system_prompt": "Be brief.", "connector": "openai", "llm": "gpt-4o"},
         "features": {"rag_enabled": true, "mcp_enabled": true}, "limits": {"usage": {"tokens_per_month": 1000000, "max_assistants": 100000}},
         "of_a_later_version": {"kept": ["as", "it", "is"]}}
        """;

    /// <summary>LlamaFarm's shape, as people write it.</summary>
    public const string Yaml = """
        version: v1
        name: canary
        namespace: default
        runtime:
          default_model: cloud
          models:
            - name: local
              provider: ollama
              model: llama3.1:8b
              base_url: "{ollama}"
              api_key: "{secret-yaml-ollama}"
              prompts: [short]
              model_api_parameters: {temperature: 0.2}
            - name: cloud
              provider: openai
              model: gpt-4o
              base_url: "{openai}"
              api_key: "{secret-yaml-openai}"
              mcp_servers: []
            - name: by-name
              provider: openai
              model: gpt-4o-mini
              base_url: "{openai}"
              api_key: ${env:CANARY_API_KEY}
        prompts:
          - name: short
            messages:
              - role: system
                content: |
                  Be brief.
        mcp:
          servers:
            - name: files
              transport: stdio
              command: npx
              args: ["files"]
              env: {FILES_TOKEN: "{secret-yaml-env}"}
            - name: base
              transport: http
              base_url: http://127.0.0.1:9/mcp
              headers:
                Authorization: "Bearer {secret-yaml-header}"
        """;

    /// <summary>The same shape as JSON, which is YAML too.</summary>
    public const string FlowYaml = """
        {"version": "v1", "name": "canary", "namespace": "default", "runtime": {"default_model": "cloud", "models": [
          {"name": "cloud", "provider": "openai", "model": "gpt-4o", "base_url": "{openai}", "api_key": "{secret-yaml-openai}", "default": true, "extra_body": {"top_k": 5}}]},
         "mcp": {"servers": [{"name": "base", "transport": "http", "base_url": "http://127.0.0.1:9/mcp", "headers": {"Authorization": "Bearer {secret-yaml-header}"}}]}}
        """;
}
