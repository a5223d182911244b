using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using KernelHost.Security;
using Microsoft.Extensions.DependencyInjection;

namespace KernelHost.Server.Tests.Endpoints;

public sealed class AuditExportTests(ServerFixture fixture) : IClassFixture<ServerFixture>
{
    private const string Canary = "sk-canary-4711";

    [Fact]
    public async Task Its_lines_verify_with_nothing_but_what_the_operations_guide_says()
    {
        var (slug, admin) = await TenantAsync();
        using var _ = admin;

        var answer = await admin.TryGetAsync("/api/v1/admin/audit/export");

        var lines = answer.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("application/x-ndjson", answer.ContentHeaders.ContentType?.MediaType);
        Assert.Matches($"^attachment; filename=\"audit-{slug}-[0-9TZ]+\\.jsonl\"$", answer.ContentHeaders.GetValues("Content-Disposition").Single());
        Assert.Equal(["organization.created", "key.created", "config.changed", "config.changed"], lines.Select(line => Json(line).GetProperty("kind").GetString()));
        var previous = new string('0', 64);
        foreach (var line in lines)
        {
            Assert.Equal(previous, Json(line).GetProperty("previous_hash").GetString());
            previous = Rehash(line);
            Assert.Equal(previous, Json(line).GetProperty("hash").GetString());
        }

        var verified = (await admin.TryGetAsync("/api/v1/admin/audit/verify")).Json;
        Assert.Equal((true, 4, 0), (verified.GetProperty("intact").GetBoolean(), verified.GetProperty("entries").GetInt32(), verified.GetProperty("problems").GetArrayLength()));
        Assert.Equal(previous, verified.GetProperty("head").GetProperty("hash").GetString());
    }

    [Fact]
    public async Task It_takes_the_filters_and_names_every_organisation_when_asked_for_all()
    {
        var (slug, admin) = await TenantAsync();
        using var _ = admin;

        var changes = await admin.TryGetAsync("/api/v1/admin/audit/export?kind=config.*");
        var all = await fixture.Server.Admin.TryGetAsync($"/api/v1/admin/audit/export?all=true&subject={slug}");
        var bad = await admin.TryGetAsync("/api/v1/admin/audit/export?from=x");

        Assert.Equal(2, changes.Text.Count(letter => letter == '\n'));
        Assert.StartsWith("attachment; filename=\"audit-all-", all.ContentHeaders.GetValues("Content-Disposition").Single(), StringComparison.Ordinal);
        Assert.All(all.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.Equal(slug, Json(line).GetProperty("organization").GetString()));
        Assert.Equal(HttpStatusCode.BadRequest, bad.Status);
    }

    [Fact]
    public async Task A_long_log_comes_whole()
    {
        var (slug, admin) = await TenantAsync();
        using var _ = admin;
        var audit = fixture.Server.Services.GetRequiredService<AuditLog>();
        foreach (var number in Enumerable.Range(5, 1200))
        {
            await audit.AppendAsync("test.done", Actor.Host, slug, "x", new() { ["number"] = number }, default);
        }

        var lines = (await admin.TryGetAsync("/api/v1/admin/audit/export")).Text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(Enumerable.Range(1, 1204), lines.Select(line => Json(line).GetProperty("sequence").GetInt32()));
        Assert.Equal(1204, (await admin.TryGetAsync("/api/v1/admin/audit/verify")).Json.GetProperty("entries").GetInt32());
    }

    [Fact]
    public async Task A_change_has_the_digests_of_the_config_as_anybody_reads_it_and_none_of_a_secret()
    {
        var (slug, admin) = await TenantAsync();
        using var _ = admin;
        var config = await admin.GetByteArrayAsync(new Uri($"/api/v1/organizations/{slug}/config", UriKind.Relative));
        var old = await admin.GetByteArrayAsync(new Uri($"/api/v1/organizations/{slug}/config/versions/2", UriKind.Relative));

        var export = (await admin.TryGetAsync("/api/v1/admin/audit/export")).Text;
        var data = Json(export.Split('\n')[3]).GetProperty("data");

        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(config)), data.GetProperty("after").GetString());
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(old)), data.GetProperty("before").GetString());
        Assert.DoesNotContain(Canary, export, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Canary))), export, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_that_changes_alone_leaves_the_digest_as_it_was()
    {
        var (slug, admin) = await TenantAsync();
        using var _ = admin;

        await admin.TryPutAsync($"/api/v1/organizations/{slug}/config", Config("sk-other", "gpt-4o"));

        var data = (await admin.TryGetAsync("/api/v1/admin/audit?limit=1")).Json.GetProperty("items")[0].GetProperty("data");
        Assert.Equal(data.GetProperty("before").GetString(), data.GetProperty("after").GetString());
        Assert.Contains("api_key", data.GetProperty("changes").GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Organisations_and_keys_have_digests_too()
    {
        var (slug, key) = await fixture.Server.CreateTenantKeyAsync(Tenants.Embedded(), new("admin", Role.OrgAdmin));
        await fixture.Server.Admin.TryPatchAsync($"/api/v1/organizations/{slug}", new { name = "Neu “ü”" });
        using var admin = fixture.Server.Client(key);

        var log = (await admin.TryGetAsync("/api/v1/admin/audit")).Json.GetProperty("items").EnumerateArray().Select(entry => entry.GetProperty("data")).ToArray();

        var now = $$"""{"slug":"{{slug}}","name":"Neu “ü”","status":"active"}""";
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(now))), log[0].GetProperty("after").GetString());
        Assert.Equal(log[2].GetProperty("after").GetString(), log[0].GetProperty("before").GetString());
        Assert.Equal(JsonValueKind.Null, log[1].GetProperty("before").ValueKind);
        Assert.Matches("^[0-9a-f]{64}$", log[1].GetProperty("after").GetString());
    }

    // A config with a secret, changed once.
    private async Task<(string Slug, HttpClient Admin)> TenantAsync()
    {
        var (slug, key) = await fixture.Server.CreateTenantKeyAsync(Tenants.Embedded(), new("admin “ü” <&>", Role.OrgAdmin));
        var admin = fixture.Server.Client(key);
        await admin.TryPutAsync($"/api/v1/organizations/{slug}/config", Config(Canary, "gpt-4o-mini"));
        await admin.TryPutAsync($"/api/v1/organizations/{slug}/config", Config(Canary, "gpt-4o"));
        return (slug, admin);
    }

    private static object Config(string key, string model) =>
        new { setups = new Dictionary<string, object> { ["default"] = new { providers = new { openai = new { api_key = key, models = new[] { model } } } } } };

    private static JsonElement Json(string line) => JsonElement.Parse(line);

    // From the text of docs/operations.md, not from the host's code.
    private static string Rehash(string line)
    {
        var entry = Json(line);
        var actor = entry.GetProperty("actor");
        var host = actor.ValueKind == JsonValueKind.Null;
        string?[] parts =
        [
            "KernelHost.Audit.v1", entry.GetProperty("previous_hash").GetString(), entry.GetProperty("sequence").GetRawText(), entry.GetProperty("id").GetRawText(),
            entry.GetProperty("time").GetString(), entry.GetProperty("kind").GetString(), host ? null : actor.GetProperty("key_id").GetString(),
            host ? "system-admin" : actor.GetProperty("role").GetString(), host ? null : actor.GetProperty("address").GetString(),
            entry.GetProperty("organization").GetString(), entry.GetProperty("subject").GetString(), line[(line.IndexOf("\"data\":", StringComparison.Ordinal) + 7)..^1],
        ];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[4];
        foreach (var part in parts)
        {
            var bytes = part is null ? [] : Encoding.UTF8.GetBytes(part);
            BinaryPrimitives.WriteUInt32BigEndian(length, part is null ? uint.MaxValue : (uint)bytes.Length);
            hash.AppendData(length);
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
