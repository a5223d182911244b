namespace KernelHost.Traffic;

/// <summary>Organisations, their configs, their keys.</summary>
internal static class OrganizationRecipes
{
    private const string Organizations = "/api/v1/organizations";
    private const string One = Organizations + "/{slug}";
    private const string Path = Organizations + "/{org}";

    public static IReadOnlyList<Recipe> All { get; } =
    [
        System($"GET {Organizations}", $"{Organizations}?limit=5&search=o"),
        System($"POST {Organizations}", Organizations, $$"""{"slug": "{new}", "name": "A new one", "config": {{ConfigTexts.Whole}}}"""),
        System($"POST {Organizations}", Organizations, """{"slug": "{new}", "name": "A bare one"}"""),
        System($"GET {One}", Path),
        System($"PATCH {One}", Path, """{"name": "Renamed", "status": "active"}"""),
        System($"DELETE {One}", $"{Organizations}/{{spare}}"),
        System($"DELETE {One}", $"{Organizations}/{{spare}}?purge=true"),
        System($"POST {Organizations}/system/sync", $"{Organizations}/system/sync"),
        new($"GET {One}/config", $"{Path}/config"),
        System($"PUT {One}/config", $"{Path}/config", ConfigTexts.Whole),
        System($"PUT {One}/config", $"{Path}/config?dry_run=true", ConfigTexts.Whole),
        new($"GET {One}/config/versions", $"{Path}/config/versions?limit=3"),
        new($"GET {One}/config/versions/{{version}}", $"{Path}/config/versions/1"),
        new($"POST {One}/config/versions/{{version}}/restore", $"{Path}/config/versions/1/restore"),
        new($"GET {One}/config/diff", $"{Path}/config/diff?from=1&to=2"),
        new($"GET {One}/export", $"{Path}/export"),
        new($"GET {One}/export", $"{Path}/export?format=yaml&setup=default"),
        System($"POST {One}/import", $"{Path}/import", ConfigTexts.Whole),
        System($"POST {One}/import", $"{Path}/import?setup=imported", ConfigTexts.Yaml) with { ContentType = "application/yaml" },
        System($"POST {One}/import", $"{Path}/import?setup=imported&replace=true", ConfigTexts.FlowYaml) with { ContentType = "application/yaml" },
        new($"GET {One}/keys", $"{Path}/keys?limit=3"),
        new($"POST {One}/keys", $"{Path}/keys", """{"name": "A key", "role": "member", "subject": "ann", "setup": "default", "models": ["openai/gpt-4o"], "expires_at": "2099-01-31T12:00:00Z", "limits": {"requests_per_minute": 600, "concurrent_requests": 8}}"""),
        new($"POST {One}/keys", $"{Path}/keys", """{"name": "An admin's key", "role": "org-admin"}"""),
        new($"GET {One}/keys/{{id}}", $"{Path}/keys/{{key}}"),
        new($"PATCH {One}/keys/{{id}}", $"{Path}/keys/{{key}}", """{"name": "Renamed", "setup": "default", "models": ["openai/gpt-4o"], "limits": {"requests_per_minute": 600, "concurrent_requests": 8}, "expires_at": "2099-01-31T12:00:00Z"}"""),
        new($"POST {One}/keys/{{id}}/rotate", $"{Path}/keys/{{key}}/rotate", """{"overlap": "5m"}"""),
        new($"DELETE {One}/keys/{{id}}", $"{Path}/keys/{{key}}"),
    ];

    private static Recipe System(string endpoint, string path, string? body = null) => new(endpoint, path, body) { Sender = Sender.SystemAdmin };
}
