using KernelHost.Security;
using KernelHost.Tests.Organizations;
using Microsoft.Extensions.Logging.Abstractions;

namespace KernelHost.Tests.Security;

public sealed class ApiKeyChangeTests
{
    [Fact]
    public async Task A_successor_may_do_the_same_and_the_old_key_goes_on_for_the_overlap()
    {
        await using var host = await StartAsync();
        var old = await CreateAsync(host, new("ci", Role.OrgAdmin) { Subject = "build", Setup = "exam", Models = ["default"], Limits = new(5, 2), ExpiresAt = host.Time.GetUtcNow().AddDays(9) });

        var next = await RotateAsync(host, old.Key.Id, TimeSpan.FromHours(1));

        Assert.Equal(old.Key.Chosen, next.Key.Chosen);
        Assert.Equal((old.Key.Id, next.Key.Id), (next.Key.Replaces, host.Keys.Find("acme", old.Key.Id)?.ReplacedBy));
        Assert.NotNull(host.Keys.Authenticate(old.Secret.Reveal()).Caller);
        host.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(KeyRefusal.Expired, host.Keys.Authenticate(old.Secret.Reveal()).Refusal);
        Assert.NotNull(host.Keys.Authenticate(next.Secret.Reveal()).Caller);
    }

    [Fact]
    public async Task Rotating_never_makes_a_key_last_longer()
    {
        await using var host = await StartAsync();
        var end = host.Time.GetUtcNow().AddMinutes(10);
        var old = await CreateAsync(host, new("ci", Role.Member) { ExpiresAt = end });

        var next = await RotateAsync(host, old.Key.Id, TimeSpan.FromHours(24));

        Assert.Equal(end, host.Keys.Find("acme", old.Key.Id)?.ExpiresAt);
        Assert.Equal(end, next.Key.ExpiresAt);
    }

    [Fact]
    public async Task What_rotation_did_is_there_after_a_restart()
    {
        await using var host = await StartAsync();
        var old = await CreateAsync(host);
        var next = await RotateAsync(host, old.Key.Id, TimeSpan.Zero);

        await using var again = await TestHost.StartAsync(host.DataDirectory);

        Assert.Equal(KeyRefusal.Expired, again.Keys.Authenticate(old.Secret.Reveal()).Refusal);
        Assert.NotNull(again.Keys.Authenticate(next.Secret.Reveal()).Caller);
        Assert.Equal(old.Key.Id, again.Keys.Find("acme", next.Key.Id)?.Replaces);
    }

    [Fact]
    public async Task A_key_has_one_successor_and_an_expired_one_none()
    {
        await using var host = await StartAsync();
        var rotated = await CreateAsync(host);
        await RotateAsync(host, rotated.Key.Id, TimeSpan.FromHours(1));
        var ended = await CreateAsync(host, new("k", Role.Member) { ExpiresAt = host.Time.GetUtcNow().AddSeconds(1) });
        host.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("already_rotated", (await Assert.ThrowsAsync<ApiKeyRuleException>(() => RotateAsync(host, rotated.Key.Id, TimeSpan.Zero))).Code);
        Assert.Equal("key_expired", (await Assert.ThrowsAsync<ApiKeyRuleException>(() => RotateAsync(host, ended.Key.Id, TimeSpan.Zero))).Code);
    }

    [Fact]
    public async Task A_greater_key_is_neither_rotated_nor_changed_nor_revoked_by_a_lesser_one()
    {
        await using var host = await StartAsync();
        var admin = await host.Keys.CreateAsync("system", new("root", Role.SystemAdmin), TestHost.Admin, default);
        var (id, lesser) = (admin?.Key.Id ?? "", new Actor("key_lesser", Role.OrgAdmin));

        var refusals = new[]
        {
            await Assert.ThrowsAsync<ApiKeyRuleException>(() => host.Keys.RotateAsync("system", id, TimeSpan.Zero, _ => { }, lesser, default)),
            await Assert.ThrowsAsync<ApiKeyRuleException>(() => host.Keys.ChangeAsync("system", id, key => key with { Name = "x" }, lesser, default)),
            await Assert.ThrowsAsync<ApiKeyRuleException>(() => host.Keys.RevokeAsync("system", id, lesser, default)),
        };

        Assert.All(refusals, refused => Assert.Equal("role_not_allowed", refused.Code));
        Assert.NotNull(host.Keys.Authenticate(admin?.Secret.Reveal()).Caller);
    }

    [Fact]
    public async Task Every_change_is_in_the_audit_log_and_no_change_is_not()
    {
        await using var host = await StartAsync();
        var made = await CreateAsync(host);
        await host.Keys.ChangeAsync("acme", made.Key.Id, key => key with { Name = "new", Limits = new(7) }, TestHost.Admin, default);
        await host.Keys.ChangeAsync("acme", made.Key.Id, key => key, TestHost.Admin, default);
        await RotateAsync(host, made.Key.Id, TimeSpan.Zero);

        var entries = (await host.Audit.ListAsync("acme", 10, null, default)).Items;

        Assert.Equal(["key.rotated", "key.changed", "key.created"], entries.Where(entry => entry.Subject == made.Key.Id).Select(entry => entry.Kind));
        Assert.Equal("name, limits", entries.Single(entry => entry.Kind == "key.changed").Data.GetProperty("changed").GetString());
    }

    [Fact]
    public async Task The_last_use_is_known_to_the_minute_and_stored_when_asked()
    {
        await using var host = await StartAsync();
        var made = await CreateAsync(host);
        var before = host.Keys.Find("acme", made.Key.Id)?.LastUsedAt;
        host.Time.Advance(TimeSpan.FromSeconds(90));
        host.Keys.Authenticate(made.Secret.Reveal());

        await host.Keys.SaveUseAsync(default);
        await using var again = await TestHost.StartAsync(host.DataDirectory);

        var minute = new DateTimeOffset(2026, 1, 1, 0, 1, 0, TimeSpan.Zero);
        Assert.Null(before);
        Assert.Equal(minute, host.Keys.List("acme", 10, null)?.Items[0].LastUsedAt);
        Assert.Equal(minute, again.Keys.Find("acme", made.Key.Id)?.LastUsedAt);
    }

    [Fact]
    public async Task A_refused_key_was_not_used()
    {
        await using var host = await StartAsync();
        var made = await CreateAsync(host, new("k", Role.Member) { ExpiresAt = host.Time.GetUtcNow().AddSeconds(1) });
        host.Time.Advance(TimeSpan.FromHours(1));

        host.Keys.Authenticate(made.Secret.Reveal());

        Assert.Null(host.Keys.Find("acme", made.Key.Id)?.LastUsedAt);
    }

    [Fact]
    public async Task The_writer_stores_the_last_use_when_the_host_stops()
    {
        await using var host = await StartAsync();
        var made = await CreateAsync(host);
        using var writer = new KeyUseWriter(host.Keys, host.Time, NullLogger<KeyUseWriter>.Instance);
        await writer.StartAsync(default);
        host.Keys.Authenticate(made.Secret.Reveal());

        await writer.StopAsync(default);

        await using var again = await TestHost.StartAsync(host.DataDirectory);
        Assert.NotNull(again.Keys.Find("acme", made.Key.Id)?.LastUsedAt);
    }

    [Fact]
    public async Task The_writer_stores_the_last_use_every_half_minute()
    {
        await using var host = await StartAsync();
        var made = await CreateAsync(host);
        using var writer = new KeyUseWriter(host.Keys, host.Time, NullLogger<KeyUseWriter>.Instance);
        await writer.StartAsync(default);
        await host.Time.TimerSetAsync(KeyUseWriter.Period);
        host.Keys.Authenticate(made.Secret.Reveal());

        host.Time.Advance(KeyUseWriter.Period);

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while ((await host.Get<IApiKeyStore>().LoadKeysAsync(patience.Token)).Single(key => key.Id == made.Key.Id).LastUsedAt is null)
        {
            await Task.Yield();
        }

        await writer.StopAsync(default);
    }

    [Fact]
    public async Task Keys_of_a_purged_organisation_leave_memory_at_once()
    {
        await using var host = await StartAsync();
        var before = host.Keys.Count;
        var made = await CreateAsync(host);

        await host.Organizations.DeleteAsync("acme", TestHost.Admin);
        Assert.Equal(before + 1, host.Keys.Count);
        await host.Organizations.PurgeAsync("acme", TestHost.Admin);

        Assert.Equal(before, host.Keys.Count);
        Assert.Equal(KeyRefusal.Unknown, host.Keys.Authenticate(made.Secret.Reveal()).Refusal);
    }

    [Fact]
    public void Listing_one_organisation_s_keys_does_not_look_at_the_others()
    {
        var index = new ApiKeyIndex();
        var organizations = Enumerable.Range(0, 10_000).Select(_ => Guid.NewGuid()).ToArray();
        foreach (var (organization, number) in organizations.SelectMany(one => Enumerable.Range(0, 5).Select(number => (one, number))))
        {
            index.Add(new() { Id = $"key_{number}", OrganizationId = organization, Name = "k", Role = Role.Member, CreatedAt = default, Hash = KeyHash.TryCompute($"{organization}{number}") ?? default });
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        var listed = index.Of(organizations[5000]).Keys.ToArray();

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 10_000);
        Assert.Equal(["key_4", "key_3", "key_2", "key_1", "key_0"], listed);
    }

    [Theory]
    [InlineData("12345678901234567890", false)]
    [InlineData("1234567890123456789", true)]
    public async Task A_short_key_in_the_settings_is_warned_of_without_being_shown(string key, bool warns)
    {
        await using var host = await TestHost.StartAsync(settings: new Dictionary<string, string?> { ["KernelHost:AdminKey"] = key });

        Assert.Equal(warns, host.Log.Text.Contains("KernelHost:AdminKey has fewer than 20 characters", StringComparison.Ordinal));
        Assert.DoesNotContain(key, host.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_key_of_the_settings_is_neither_changed_nor_rotated_here()
    {
        await using var host = await TestHost.StartAsync(settings: new Dictionary<string, string?> { ["KernelHost:AdminKey"] = "a-key-of-my-own" });

        var refused = await Assert.ThrowsAsync<ApiKeyRuleException>(() => host.Keys.RotateAsync("system", "key_configured", TimeSpan.Zero, _ => { }, TestHost.Admin, default));

        Assert.Equal("configured_key", refused.Code);
    }

    private static async Task<TestHost> StartAsync()
    {
        var host = await TestHost.StartAsync();
        await host.CreateAsync();
        return host;
    }

    private static async Task<CreatedApiKey> CreateAsync(TestHost host, NewApiKey? wanted = null) =>
        await host.Keys.CreateAsync("acme", wanted ?? new("k", Role.OrgAdmin), TestHost.Admin, default) ?? throw new InvalidOperationException();

    private static async Task<CreatedApiKey> RotateAsync(TestHost host, string id, TimeSpan overlap) =>
        await host.Keys.RotateAsync("acme", id, overlap, _ => { }, TestHost.Admin, default) ?? throw new InvalidOperationException();
}
