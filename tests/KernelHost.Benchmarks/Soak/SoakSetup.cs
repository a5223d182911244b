using System.Net.Http.Json;
using System.Text.Json;

namespace KernelHost.Benchmarks.Soak;

/// <summary>The organisation of a soak: three providers with short timeouts, in two setups that differ in how they deliver streams.</summary>
internal static class SoakSetup
{
    /// <summary>The longest a call may take by its config.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    /// <returns>The keys of two members: whose streams go out as they come, and whose are kept back until they are whole.</returns>
    public static async Task<SoakKeys> CreateAsync(HttpClient admin, Uri upstream)
    {
        await PostAsync(admin, "/api/v1/organizations", new
        {
            slug = "soak",
            name = "Soak",
            config = new { version = "1.0", setups = new { streamed = Setup(upstream, "stream", isDefault: true), assured = Setup(upstream, "assured", isDefault: false) } },
        });
        return new(await KeyAsync(admin, "streamed"), await KeyAsync(admin, "assured"));
    }

    private static async Task<string> KeyAsync(HttpClient admin, string setup) =>
        (await PostAsync(admin, "/api/v1/organizations/soak/keys", new { name = setup, role = "member", setup })).GetProperty("key").GetString() ?? "";

    private static object Setup(Uri upstream, string delivery, bool isDefault) => new
    {
        is_default = isDefault,
        providers = Candidate.All.ToDictionary(candidate => candidate.Provider, candidate => Provider(upstream, candidate)),
        global_default_model = new { provider = Candidate.All[0].Provider, model = Candidate.All[0].Chat },
        small_fast_model = new { provider = Candidate.All[1].Provider, model = Candidate.All[1].Small },
        default_models_by_type = new Dictionary<string, object> { ["EMBEDDING"] = new { provider = Candidate.All[0].Provider, model = Candidate.All[0].Embedding } },
        fallback = new
        {
            models = Candidate.All.SelectMany(candidate => new[] { new { provider = candidate.Provider, model = candidate.Chat }, new { provider = candidate.Provider, model = candidate.Embedding } }),
            revert_after = "2s",
            deadline = $"{Deadline.TotalSeconds}s",
            delivery,
        },
    };

    private static object Provider(Uri upstream, Candidate candidate) => new
    {
        kind = "openai",
        base_url = upstream,
        api_key = "sk-soak",
        models = new object[] { candidate.Chat, candidate.Small, new { id = candidate.Embedding, type = "EMBEDDING", dimensions = KnownAnswer.Dimensions } },
        timeouts = new { connect = "1s", headers = "1s", first_token = "1s", idle = "1s", total = "8s" },
    };

    private static async Task<JsonElement> PostAsync(HttpClient admin, string path, object body)
    {
        using var answer = await admin.PostAsJsonAsync(path, body);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? JsonElement.Parse(text) : throw new InvalidOperationException($"{path}: {(int)answer.StatusCode}: {text}");
    }
}

internal sealed record SoakKeys(string Streamed, string Assured);
