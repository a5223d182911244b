using System.Text.Json;
using KernelHost.Security;
using KernelHost.Tests.Organizations;

namespace KernelHost.Tests.Security.Audit;

/// <summary>Whoever can write the database file, but does not have the key ring, changes nothing of the log unseen.</summary>
public sealed class AuditTamperingTests
{
    [Fact]
    public async Task A_log_nobody_touched_is_intact()
    {
        await using var log = await TamperedLog.CreateAsync();

        var acme = await log.Host.Audit.VerifyAsync("acme", default);
        var last = (await log.Host.Audit.ListAsync("acme", 1, null, default)).Items[0];

        Assert.Equal((true, 5, last.Sequence, last.Hash), (acme.Intact, acme.Entries, acme.Head?.Sequence, acme.Head?.Hash));
        Assert.Equal("", await log.FindInAllAsync());
    }

    [Theory]
    [InlineData("time = time + 1")]
    [InlineData("time = 'abc'")]
    [InlineData("time = 9223372036854775807")]
    [InlineData("kind = 'key.created'")]
    [InlineData("actor_key = 'key_2'")]
    [InlineData("actor_key = NULL")]
    [InlineData("actor_role = 'Member'")]
    [InlineData("actor_role = 'orgadmin'")]
    [InlineData("actor_role = '1'")]
    [InlineData("address = '192.0.2.8'")]
    [InlineData("address = NULL")]
    [InlineData("subject = 'subject3 '")]
    [InlineData("data = '{\"number\":4}'")]
    [InlineData("data = '{\"number\": 3}'")]
    [InlineData("data = 'no JSON'")]
    [InlineData("hash = zeroblob(32)", "altered@3 not_linked@4")]
    [InlineData("hash = 'text'", "altered@3 not_linked@4")]
    [InlineData("previous_hash = zeroblob(32)", "not_linked@3 altered@3")]
    [InlineData("sequence = 7", "missing@3 altered@7 out_of_order@4 out_of_order@5 added@6")]
    [InlineData("sequence = 'x'", "out_of_order@0 altered@0 missing@3 ")]
    [InlineData("id = 1000", "missing@3 out_of_order@3 altered@3 head_differs@5")]
    [InlineData("organization = 'beta'", "missing@3")]
    public async Task An_altered_column_is_found_at_its_entry(string change, string found = "altered@3")
    {
        await using var log = await TamperedLog.CreateAsync();

        log.Tamper($"UPDATE audit SET {change} WHERE organization = 'acme' AND sequence = 3");

        Assert.Equal(found.TrimEnd(), await log.FindAsync());
        Assert.Equal(change.StartsWith("organization", StringComparison.Ordinal) ? 4 : 5, await log.Host.Audit.ReadAsync(new() { Organization = "acme" }, default).CountAsync());
        Assert.NotEqual("", await log.FindInAllAsync());
    }

    [Theory]
    [InlineData("sequence = 1", "missing@1")]
    [InlineData("sequence = 3", "missing@3")]
    [InlineData("sequence IN (2, 3)", "missing@2")]
    [InlineData("sequence = 5", "missing@5")]
    [InlineData("sequence >= 2", "missing@2")]
    public async Task A_deleted_entry_is_missing_at_its_place(string which, string found)
    {
        await using var log = await TamperedLog.CreateAsync();

        log.Tamper($"DELETE FROM audit WHERE organization = 'acme' AND {which}");

        Assert.Equal(found, await log.FindAsync());
    }

    [Fact]
    public async Task Two_entries_that_changed_places_are_found()
    {
        await using var log = await TamperedLog.CreateAsync();

        log.Tamper("UPDATE audit SET sequence = 7 - sequence WHERE organization = 'acme' AND sequence IN (3, 4)");

        Assert.Equal("missing@3 altered@4 out_of_order@3 altered@3", await log.FindAsync());
    }

    [Fact]
    public async Task The_contents_of_two_entries_cannot_be_exchanged()
    {
        await using var log = await TamperedLog.CreateAsync();

        log.Tamper(
            """
            CREATE TEMP TABLE old AS SELECT * FROM audit WHERE organization = 'acme' AND sequence IN (3, 4);
            UPDATE audit SET data = (SELECT data FROM old WHERE old.sequence = 7 - audit.sequence), subject = (SELECT subject FROM old WHERE old.sequence = 7 - audit.sequence)
            WHERE organization = 'acme' AND sequence IN (3, 4)
            """);

        Assert.Equal("altered@3 altered@4", await log.FindAsync());
    }

    [Fact]
    public async Task An_entry_put_at_the_end_without_the_host_is_found()
    {
        await using var log = await TamperedLog.CreateAsync();

        log.Tamper("INSERT INTO audit SELECT id + 100, sequence + 1, time, kind, actor_key, actor_role, address, organization, subject, data, hash, hash FROM audit WHERE organization = 'acme' AND sequence = 5");

        Assert.Equal("altered@6 added@6", await log.FindAsync());
    }

    [Fact]
    public async Task A_chain_recomputed_without_the_seals_key_is_found()
    {
        await using var log = await TamperedLog.CreateAsync();

        log.Tamper("UPDATE audit SET actor_key = 'key_innocent' WHERE organization = 'acme' AND sequence = 3");
        log.Recompute("acme");

        Assert.Equal("seal_invalid@5", await log.FindAsync());
    }

    [Fact]
    public async Task Another_organisations_seal_does_not_fit()
    {
        await using var log = await TamperedLog.CreateAsync();

        log.Tamper("UPDATE audit_heads SET seal = (SELECT seal FROM audit_heads WHERE organization = 'beta') WHERE organization = 'acme'");

        Assert.Equal("seal_invalid@5", await log.FindAsync());
    }

    [Theory]
    [InlineData("UPDATE audit_heads SET seal = 'x' WHERE organization = 'acme'", "seal_invalid@5")]
    [InlineData("UPDATE audit_heads SET hash = zeroblob(32) WHERE organization = 'acme'", "head_differs@5 seal_invalid@5")]
    [InlineData("UPDATE audit_heads SET sequence = 4 WHERE organization = 'acme'", "added@5 seal_invalid@4")]
    [InlineData("DELETE FROM audit_heads WHERE organization = 'acme'", "head_missing@5")]
    [InlineData("DELETE FROM audit WHERE organization = 'acme'", "missing@1")]
    [InlineData("DELETE FROM audit WHERE organization = 'acme'; DELETE FROM audit_heads WHERE organization = 'acme'", "chain_missing@0")]
    public async Task A_changed_or_removed_head_is_found(string sql, string found)
    {
        await using var log = await TamperedLog.CreateAsync();

        log.Tamper(sql);

        Assert.Equal(found, await log.FindAsync());
    }

    [Theory]
    [InlineData("", "entries_missing")]
    [InlineData("UPDATE audit_total SET entries = (SELECT count(*) FROM audit)", "seal_invalid")]
    public async Task A_whole_chain_that_is_gone_leaves_gaps_in_the_ids(string cover, string found)
    {
        await using var log = await TamperedLog.CreateAsync();
        var ids = (await log.Host.Audit.ListAsync("acme", 10, null, default)).Items.Select(entry => entry.Id).Order();

        log.Tamper($"DELETE FROM audit WHERE organization = 'acme'; DELETE FROM audit_heads WHERE organization = 'acme'; {cover}");

        Assert.Equal($"{found} {string.Join(' ', ids.Select(id => $"gap#{id}"))}", await log.FindInAllAsync());
    }

    [Theory]
    [InlineData("DELETE FROM audit_total", "total_missing")]
    [InlineData("UPDATE audit_total SET seal = 'x'", "seal_invalid")]
    public async Task The_record_of_all_entries_cannot_be_changed_either(string sql, string found)
    {
        await using var log = await TamperedLog.CreateAsync();

        log.Tamper(sql);

        Assert.Equal(found, await log.FindInAllAsync());
    }

    [Theory]
    [InlineData("UPDATE audit SET actor_key = 'key_innocent' WHERE organization = 'acme' AND sequence = 3", true)]
    [InlineData("DELETE FROM audit WHERE organization = 'acme' AND sequence > 3", true)]
    [InlineData("DELETE FROM audit_heads WHERE organization = 'acme'", false)]
    [InlineData("DELETE FROM audit_total", false)]
    public async Task What_the_host_writes_afterwards_does_not_cover_it_up(string sql, bool recompute)
    {
        await using var log = await TamperedLog.CreateAsync();
        log.Tamper(sql);
        if (recompute)
        {
            log.Recompute("acme");
        }

        await log.AppendAsync("acme", 6);
        await log.AppendAsync("acme", 7);

        var notice = Assert.Single((await log.Host.Audit.ListAsync("acme", 10, null, default)).Items, entry => entry.Kind == AuditChain.SealBroken);
        Assert.Equal($"seal_broken@{notice.Sequence}", await log.FindAsync());
    }

    [Fact]
    public async Task A_key_ring_that_was_lost_is_told_once_and_the_log_goes_on()
    {
        await using var first = await TamperedLog.CreateAsync();
        Directory.Delete(first.Host.KeyRing, recursive: true);
        await using var second = await TestHost.StartAsync(first.Host.DataDirectory);

        Assert.Equal("seal_invalid", Assert.Single((await second.Audit.VerifyAsync("acme", default)).Problems).Problem);
        await second.PutAsync("{}");
        Assert.Equal("seal_broken", Assert.Single((await second.Audit.VerifyAsync("acme", default)).Problems).Problem);
    }

    [Fact]
    public async Task A_renewed_key_ring_seals_anew_so_that_the_old_keys_can_go()
    {
        await using var first = await TamperedLog.CreateAsync();
        var rotated = await first.Host.Get<KernelHost.Organizations.SecretRotation>().RotateAsync(TestHost.Admin);
        foreach (var old in Directory.EnumerateFiles(first.Host.KeyRing).Where(file => !file.Contains(rotated.KeyId, StringComparison.Ordinal)))
        {
            File.Delete(old);
        }

        await using var second = await TestHost.StartAsync(first.Host.DataDirectory);

        Assert.True((await second.Audit.VerifyAllAsync(default)).Intact);
    }

    [Fact]
    public async Task Only_the_first_problems_are_listed_and_all_are_counted()
    {
        await using var log = await TamperedLog.CreateAsync();
        foreach (var number in Enumerable.Range(6, 120))
        {
            await log.AppendAsync("acme", number);
        }

        log.Tamper("UPDATE audit SET kind = 'x' WHERE organization = 'acme'");

        var found = await log.Host.Audit.VerifyAsync("acme", default);
        Assert.Equal((100, 125), (found.Problems.Length, found.ProblemCount));
    }

    [Fact]
    public async Task An_entry_that_was_made_unreadable_is_still_shown()
    {
        await using var log = await TamperedLog.CreateAsync();

        log.Tamper("UPDATE audit SET data = 'no JSON', actor_role = 'Owner' WHERE organization = 'acme' AND sequence = 5");

        var entry = (await log.Host.Audit.ListAsync("acme", 1, null, default)).Items[0];
        Assert.Equal((JsonValueKind.String, Role.Member), (entry.Data.ValueKind, entry.Actor.Role));
    }
}
