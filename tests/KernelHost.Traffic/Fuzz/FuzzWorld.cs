using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace KernelHost.Traffic.Fuzz;

/// <summary>What the requests of a run find: organisations with keys of every role, made anew now and then, since the requests change and delete them.</summary>
internal sealed class FuzzWorld(HttpClient admin, string adminKey, string openAi, string ollama)
{
    public const string Kept = "kept";

    private const int Organizations = 4;

    private readonly ConcurrentDictionary<string, (string Admin, string Member, string Spare)> _keys = new();
    private int _names;

    /// <summary>A key of the one organisation that no request knows.</summary>
    public string KeptKey { get; private set; } = "";

    public async Task RenewAsync()
    {
        var config = Recipes.All.First(recipe => recipe.Endpoint == "PUT /api/v1/organizations/{slug}/config");
        foreach (var slug in Enumerable.Range(0, Organizations).Select(number => $"fuzzed-{number}").Append(Kept))
        {
            await SendAsync(HttpMethod.Post, "/api/v1/organizations", JsonSerializer.Serialize(new { slug, name = slug }));
            await SendAsync(HttpMethod.Patch, $"/api/v1/organizations/{slug}", """{"status": "active"}""");
            await SendAsync(HttpMethod.Put, $"/api/v1/organizations/{slug}/config", config.Fill(word => Word(word, slug)).Body ?? "");
            _keys[slug] = (await KeyAsync(slug, "org-admin"), await KeyAsync(slug, "member"), await SpareAsync(slug));
        }

        KeptKey = _keys[Kept].Member;
    }

    public async Task<(Recipe Recipe, string Key)> FillAsync(Recipe recipe, Random random)
    {
        var slug = $"fuzzed-{random.Next(Organizations)}";
        var keys = _keys[slug];
        var key = random.Next(10) == 0 ? new[] { keys.Admin, keys.Member, adminKey }[random.Next(3)]
            : recipe.Sender switch { Sender.SystemAdmin => adminKey, Sender.OrgAdmin => keys.Admin, _ => keys.Member };
        var made = await MakeAsync(recipe.After, slug);
        var session = recipe.Headers.Values.Any(value => value.Contains(McpRecipes.Session, StringComparison.Ordinal)) ? await SessionAsync(key) : "";
        return (Fill(recipe, slug, made, session), key);
    }

    /// <summary>One that nobody has, when none can be opened.</summary>
    private async Task<string> SessionAsync(string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/mcp") { Content = new StringContent(McpRecipes.Initialize, Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new("Bearer", key);
        request.Headers.Add("Accept", McpRecipes.Accept);
        using var answer = await admin.SendAsync(request);
        return answer.Headers.TryGetValues("Mcp-Session-Id", out var session) ? session.First() : "none";
    }

    private Recipe Fill(Recipe recipe, string slug, string[] made, string session = "") =>
        recipe.Fill(word => word switch { "made" => made[0], "made-before" => made[1], McpRecipes.Session => session, _ => Word(word, slug) });

    /// <summary>Makes what a request is about; a name that nothing has when it cannot be made.</summary>
    private async Task<string[]> MakeAsync(Recipe? recipe, string slug)
    {
        if (recipe is null)
        {
            return ["nothing", "nothing"];
        }

        var before = await MakeAsync(recipe.After, slug);
        var filled = Fill(recipe, slug, before);
        var answer = await SendAsync(new(filled.Method), filled.Path, filled.Body ?? "", slug, filled.ContentType);
        return [Recipe.MadeBy(answer) is { Length: > 0 } made ? made : "nothing", before[0]];
    }

    private string Word(string word, string slug) => word switch
    {
        "org" => slug,
        "new" or "spare" => $"new-{Interlocked.Increment(ref _names) % 50}",
        "key" => _keys.TryGetValue(slug, out var keys) ? keys.Spare : "key_0",
        "openai" => openAi,
        "ollama" => ollama,
        "job" => "job_0",
        "model" => (Random.Shared.Next(4) switch { 0 => "default", 1 => "small-fast", 2 => "openai/gpt-4o", _ => "coder" }),
        _ => "a-secret-of-the-fuzz",
    };

    private async Task<string> KeyAsync(string slug, string role) =>
        (await SendAsync(HttpMethod.Post, $"/api/v1/organizations/{slug}/keys", JsonSerializer.Serialize(new { name = role, role }))).GetProperty("key").GetString() ?? "";

    private async Task<string> SpareAsync(string slug) =>
        (await SendAsync(HttpMethod.Post, $"/api/v1/organizations/{slug}/keys", """{"name": "spare", "role": "member"}""")).GetProperty("id").GetString() ?? "";

    private async Task<JsonElement> SendAsync(HttpMethod method, string path, string body, string? organization = null, string contentType = "application/json")
    {
        using var request = new HttpRequestMessage(method, path) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) { Headers = { ContentType = MediaTypeHeaderValue.Parse(contentType) } } };
        if (organization is not null)
        {
            request.Headers.Add("X-Org", organization);
        }

        request.Headers.Authorization = new("Bearer", adminKey);
        using var response = await admin.SendAsync(request);
        return await response.Content.ReadFromJsonAsync<JsonElement>();
    }
}
