using System.Text;
using KernelHost.Organizations;
using KernelHost.Security;
using KernelHost.Tests.Organizations;

namespace KernelHost.Tests.Security;

public sealed class ApiKeyTests
{
    [Fact]
    public async Task A_key_tells_who_calls()
    {
        await using var host = await StartAsync();
        var made = await host.Keys.CreateAsync("acme", new("k", Role.Member) { Subject = "bob", Setup = "exam", Models = ["openai/gpt-4o"] }, TestHost.Admin, default);

        var caller = host.Keys.Authenticate(made?.Secret.Reveal()).Caller;

        Assert.Equal((made?.Key.Id, Role.Member, "acme", "bob", "exam"), (caller?.KeyId, caller?.Role, caller?.Organization, caller?.Subject, caller?.Setup));
        Assert.Equal("openai/gpt-4o", Assert.Single(caller?.Models ?? []));
        Assert.Equal(new Actor(made?.Key.Id, Role.Member), caller?.Actor);
    }

    [Theory]
    [InlineData(501, 1, 1, "models")]
    [InlineData(1, 301, 1, "models")]
    [InlineData(1, 1, 201, "subject")]
    public async Task No_key_is_large_because_all_are_in_memory(int models, int longestModel, int subject, string member)
    {
        await using var host = await StartAsync();
        NewApiKey wanted = new("k", Role.Member) { Subject = new('s', subject), Models = [.. Enumerable.Repeat(new string('m', longestModel), models)] };

        var refused = await Assert.ThrowsAsync<ApiKeyRuleException>(() => host.Keys.CreateAsync("acme", wanted, TestHost.Admin, default));

        Assert.Equal((member, $"invalid_{member}"), (refused.Member, refused.Code));
    }

    [Theory]
    [InlineData("")]
    [InlineData("kh_")]
    [InlineData("kh_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("“ünïcode” 🚀")]
    public async Task Anything_else_is_nobody(string presented)
    {
        await using var host = await StartAsync();

        Assert.Equal(KeyRefusal.Unknown, host.Keys.Authenticate(presented).Refusal);
        Assert.Equal(KeyRefusal.Unknown, host.Keys.Authenticate(new string('x', 100_000)).Refusal);
    }

    [Fact]
    public async Task A_key_has_256_random_bits_and_its_prefix()
    {
        await using var host = await StartAsync();

        var first = (await CreateAsync(host)).Secret.Reveal();
        var second = (await CreateAsync(host)).Secret.Reveal();

        Assert.Matches("^kh_[A-Za-z0-9_-]{43}$", first);
        Assert.NotEqual(first, second);
    }

    [Fact]
    public async Task A_revoked_key_stops_working_at_once_and_stays_so()
    {
        await using var host = await StartAsync();
        var made = await CreateAsync(host);

        Assert.True(await host.Keys.RevokeAsync("acme", made.Key.Id, TestHost.Admin, default));

        Assert.Equal(KeyRefusal.Unknown, host.Keys.Authenticate(made.Secret.Reveal()).Refusal);
        Assert.False(await host.Keys.RevokeAsync("acme", made.Key.Id, TestHost.Admin, default));
        await using var again = await TestHost.StartAsync(host.DataDirectory);
        Assert.Equal(KeyRefusal.Unknown, again.Keys.Authenticate(made.Secret.Reveal()).Refusal);
    }

    [Fact]
    public async Task A_key_works_after_a_restart()
    {
        await using var host = await StartAsync();
        var made = await CreateAsync(host);

        await using var again = await TestHost.StartAsync(host.DataDirectory);

        Assert.Equal("acme", again.Keys.Authenticate(made.Secret.Reveal()).Caller?.Organization);
    }

    [Fact]
    public async Task A_key_ends_when_it_expires()
    {
        await using var host = await StartAsync();
        var made = await CreateAsync(host, new("k", Role.Member) { ExpiresAt = host.Time.GetUtcNow().AddHours(1) });

        Assert.NotNull(host.Keys.Authenticate(made.Secret.Reveal()).Caller);
        host.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(KeyRefusal.Expired, host.Keys.Authenticate(made.Secret.Reveal()).Refusal);
    }

    [Fact]
    public async Task Keys_of_a_suspended_organisation_are_refused_until_it_is_resumed()
    {
        await using var host = await StartAsync();
        var made = await CreateAsync(host);

        await host.Organizations.UpdateAsync("acme", new(Status: OrganizationStatus.Suspended), TestHost.Admin);
        Assert.Equal(KeyRefusal.OrganizationSuspended, host.Keys.Authenticate(made.Secret.Reveal()).Refusal);
        await host.Organizations.UpdateAsync("acme", new(Status: OrganizationStatus.Active), TestHost.Admin);
        Assert.NotNull(host.Keys.Authenticate(made.Secret.Reveal()).Caller);
        await host.Organizations.DeleteAsync("acme", TestHost.Admin);
        Assert.Equal(KeyRefusal.Unknown, host.Keys.Authenticate(made.Secret.Reveal()).Refusal);
    }

    [Fact]
    public async Task Another_organisation_s_keys_are_neither_listed_nor_revoked()
    {
        await using var host = await StartAsync();
        await host.CreateAsync(slug: "other");
        var made = await CreateAsync(host);

        Assert.Empty(host.Keys.List("other", 10, null)?.Items ?? throw new InvalidOperationException());
        Assert.False(await host.Keys.RevokeAsync("other", made.Key.Id, TestHost.Admin, default));
        Assert.NotNull(host.Keys.Authenticate(made.Secret.Reveal()).Caller);
        Assert.Null(host.Keys.List("nobody", 10, null));
        Assert.Null(await host.Keys.CreateAsync("nobody", new("k", Role.Member), TestHost.Admin, default));
    }

    [Fact]
    public async Task Keys_are_listed_in_pages()
    {
        await using var host = await StartAsync();
        var made = new HashSet<string>();
        foreach (var _ in Enumerable.Range(0, 5))
        {
            made.Add((await CreateAsync(host)).Key.Id);
        }

        var first = host.Keys.List("acme", 3, null);
        var second = host.Keys.List("acme", 3, first?.NextCursor);

        Assert.Equal((3, 2, null), (first?.Items.Count, second?.Items.Count, second?.NextCursor));
        Assert.Equal(made, [.. first?.Items.Concat(second?.Items ?? []).Select(key => key.Id) ?? []]);
    }

    [Theory]
    [InlineData("", Role.Member, Role.SystemAdmin, "acme", "invalid_name")]
    [InlineData("k", Role.SystemAdmin, Role.SystemAdmin, "acme", "role_not_allowed")]
    [InlineData("k", Role.SystemAdmin, Role.OrgAdmin, "system", "role_not_allowed")]
    [InlineData("k", Role.OrgAdmin, Role.Member, "acme", "role_not_allowed")]
    public async Task A_key_that_may_not_be_is_not_made(string name, Role role, Role by, string organization, string code)
    {
        await using var host = await StartAsync();

        var refused = await Assert.ThrowsAsync<ApiKeyRuleException>(() => host.Keys.CreateAsync(organization, new(name, role), new("key", by), default));

        Assert.Equal(code, refused.Code);
    }

    [Fact]
    public async Task A_key_cannot_have_expired_already()
    {
        await using var host = await StartAsync();

        var refused = await Assert.ThrowsAsync<ApiKeyRuleException>(() => CreateAsync(host, new("k", Role.Member) { ExpiresAt = host.Time.GetUtcNow() }));

        Assert.Equal("expired", refused.Code);
    }

    [Fact]
    public async Task Only_the_hash_of_a_key_is_stored()
    {
        await using var host = await StartAsync();
        var secret = Encoding.ASCII.GetBytes((await CreateAsync(host)).Secret.Reveal()[3..]);

        foreach (var file in Directory.EnumerateFiles(host.DataDirectory, "kernelhost.db*"))
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[stream.Length];
            await stream.ReadExactlyAsync(bytes);
            Assert.True(bytes.AsSpan().IndexOf(secret) < 0, file);
        }
    }

    [Fact]
    public async Task Telling_who_calls_allocates_only_the_answer()
    {
        await using var host = await StartAsync();
        var secret = (await CreateAsync(host)).Secret.Reveal();
        host.Keys.Authenticate(secret);

        var before = GC.GetAllocatedBytesForCurrentThread();
        host.Keys.Authenticate(secret);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 256);
    }

    private static async Task<TestHost> StartAsync()
    {
        var host = await TestHost.StartAsync();
        await host.CreateAsync();
        return host;
    }

    private static async Task<CreatedApiKey> CreateAsync(TestHost host, NewApiKey? wanted = null) =>
        await host.Keys.CreateAsync("acme", wanted ?? new("k", Role.OrgAdmin), TestHost.Admin, default) ?? throw new InvalidOperationException();
}
