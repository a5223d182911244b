using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using KernelHost.Benchmarks.Host;
using KernelHost.Benchmarks.Speed.Processes;

namespace KernelHost.Benchmarks.Speed.Parties;

/// <summary>The real server with all it does: keys, an organisation with its config, resolution, health, usage, headers, the log at its default level into a file.</summary>
internal static class HostParty
{
    private const string AdminKey = "benchmark-admin-key";

    public static Task<RunningParty> StartAsync(Workshop workshop, bool inline) => StartAsync(workshop, inline, ServerProcess.Program);

    /// <param name="program">What <c>dotnet</c> runs; the server's own arguments follow.</param>
    public static async Task<RunningParty> StartAsync(Workshop workshop, bool inline, params IEnumerable<string> program)
    {
        var (port, log) = (Child.FreePort(), workshop.NewFile("kernelhost.log"));
        var process = Child.Start(log, Settings(log, inline), "dotnet", [.. program, "--urls", $"http://127.0.0.1:{port}"]);
        await process.ListensAsync(port);
        return new(process, port, $"Authorization: Bearer {await MemberKeyAsync(port, workshop.UpstreamPort)}\r\n", "openai/gpt-4o");
    }

    private static Dictionary<string, string> Settings(string log, bool inline) => new()
    {
        ["KernelHost__DataDirectory"] = Path.Combine(Path.GetDirectoryName(log) ?? "", "data"),
        ["KernelHost__AdminKey"] = AdminKey,
        ["Security__AllowedUpstreams__0"] = "127.0.0.1",
        ["Server__InlineSockets"] = $"{inline}",
    };

    /// <summary>An organisation as its admin would set it up, and a key of one of its members.</summary>
    private static async Task<string> MemberKeyAsync(int port, int upstreamPort)
    {
        using var admin = new HttpClient { BaseAddress = new($"http://127.0.0.1:{port}") };
        admin.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", AdminKey);
        await PostAsync(admin, "/api/v1/organizations", new { slug = "acme", name = "Acme" });
        var key = await PostAsync(admin, "/api/v1/organizations/acme/keys", new { name = "admin", role = "org-admin" });
        admin.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key.GetProperty("key").GetString());
        using var accepted = await admin.PutAsync("/api/v1/organizations/acme/config", JsonContent.Create(Config(upstreamPort)));
        accepted.EnsureSuccessStatusCode();
        return (await PostAsync(admin, "/api/v1/organizations/acme/keys", new { name = "app", role = "member" })).GetProperty("key").GetString() ?? "";
    }

    private static JsonElement Config(int upstreamPort) => JsonElement.Parse($$$"""
        {"setups": {"default": {
          "providers": {
            "openai": {"base_url": "http://127.0.0.1:{{{upstreamPort}}}/v1", "api_key": "sk-benchmark", "models": ["gpt-4o", "gpt-4o-mini"]},
            "embedded": {"models": ["extractive", "extractive-mini"]}},
          "global_default_model": {"provider": "openai", "model": "gpt-4o"},
          "small_fast_model": {"provider": "embedded", "model": "extractive-mini"} } } }
        """);

    private static async Task<JsonElement> PostAsync(HttpClient admin, string path, object body)
    {
        using var answer = await admin.PostAsJsonAsync(path, body);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? JsonElement.Parse(text) : throw new InvalidOperationException($"{path}: {(int)answer.StatusCode}: {text}");
    }
}
