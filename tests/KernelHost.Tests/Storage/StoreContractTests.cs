using System.Text;
using KernelHost.Organizations;
using KernelHost.Security;
using KernelHost.Storage;
using KernelHost.Tests.Security.Audit;

namespace KernelHost.Tests.Storage;

/// <summary>What every store does, run against each kind of database this build has.</summary>
public sealed class StoreContractTests : IDisposable
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeMilliseconds(1_767_268_800_123);
    private static readonly Actor Someone = new("key_1", Role.OrgAdmin);

    private readonly string _directory = Directory.CreateTempSubdirectory("kernelhost-store-").FullName;
    private readonly List<IStorage> _open = [];
    private readonly AuditSeal _seal = TestChain.Seal();

    public static TheoryData<string> Stores => [.. StorageProviders.All.Where(one => one.Unavailable is null).Select(one => one.Name)];

    [Theory, MemberData(nameof(Stores))]
    public async Task An_organisation_comes_back_as_it_was_added(string store)
    {
        var storage = await OpenAsync(store);
        var acme = Acme() with { Status = OrganizationStatus.Suspended, Name = "Acme “Ünïcode” 🚀" };

        await storage.AddOrganizationAsync(acme, Version(1, "{\"a\":1}"), Draft(), default);

        Assert.Equal(acme, Assert.Single(await storage.LoadOrganizationsAsync(default)));
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task A_slug_is_given_once(string store)
    {
        var storage = await OpenAsync(store);
        await storage.AddOrganizationAsync(Acme(), Version(1), Draft(), default);

        var refused = await Assert.ThrowsAsync<OrganizationRuleException>(() => storage.AddOrganizationAsync(Acme(), Version(1), Draft(), default));

        Assert.Equal("slug_taken", refused.Code);
        Assert.Single(await storage.LoadOrganizationsAsync(default));
        Assert.Single(await AuditAsync(storage));
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task Secrets_are_rewritten_where_there_are_any_and_all_or_none(string store)
    {
        var storage = await OpenAsync(store);
        var acme = Acme();
        await storage.AddOrganizationAsync(acme, Version(1) with { Secrets = [1] }, Draft(), default);
        await storage.AddVersionAsync(acme with { Version = 2 }, Version(2), Draft(), default);
        await storage.AddVersionAsync(acme with { Version = 3 }, Version(3) with { Secrets = [3] }, Draft(), default);

        await storage.RewriteSecretsAsync((id, secrets) => id == acme.Id && secrets is [1] ? [10] : null, Draft(), default);
        await Assert.ThrowsAsync<InvalidOperationException>(() => storage.RewriteSecretsAsync(
            (_, secrets) => secrets is [10] ? [100] : throw new InvalidOperationException(), Draft(), default));

        Assert.Equal([10], (await storage.FindVersionAsync(acme.Id, 1, default))?.Secrets);
        Assert.Null((await storage.FindVersionAsync(acme.Id, 2, default))?.Secrets);
        Assert.Equal([3], (await storage.FindVersionAsync(acme.Id, 3, default))?.Secrets);
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task A_version_comes_back_byte_for_byte_with_its_secrets(string store)
    {
        var storage = await OpenAsync(store);
        var acme = Acme();
        var first = Version(1, "{\"text\":\"“Ünïcode” 🚀\"}") with { Secrets = [0, 1, 255] };
        await storage.AddOrganizationAsync(acme, first, Draft(), default);

        var found = await storage.FindVersionAsync(acme.Id, 1, default);

        Assert.Equal(first.Json, found?.Json);
        Assert.Equal(first.Secrets, found?.Secrets);
        Assert.Equal(first.Summary, found?.Summary);
        Assert.Null(await storage.FindVersionAsync(acme.Id, 2, default));
        Assert.Null(await storage.FindVersionAsync(Guid.NewGuid(), 1, default));
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task A_version_without_secrets_has_none(string store)
    {
        var storage = await OpenAsync(store);
        var acme = Acme();
        await storage.AddOrganizationAsync(acme, Version(1), Draft(), default);

        Assert.Null((await storage.FindVersionAsync(acme.Id, 1, default))?.Secrets);
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task The_next_version_moves_the_organisation(string store)
    {
        var storage = await OpenAsync(store);
        var acme = Acme();
        await storage.AddOrganizationAsync(acme, Version(1), Draft(), default);
        var moved = acme with { Version = 2, UpdatedAt = Now.AddSeconds(1) };

        await storage.AddVersionAsync(moved, Version(2), Draft(), default);

        Assert.Equal(moved, Assert.Single(await storage.LoadOrganizationsAsync(default)));
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task A_version_that_is_not_the_next_one_is_a_lost_update_and_leaves_nothing(string store)
    {
        var storage = await OpenAsync(store);
        var acme = Acme();
        await storage.AddOrganizationAsync(acme, Version(1), Draft(), default);

        var lost = await Assert.ThrowsAsync<LostUpdateException>(() => storage.AddVersionAsync(acme with { Version = 3 }, Version(3), Draft(), default));

        Assert.Equal((2, 1), (lost.Expected, lost.Actual));
        Assert.Null(await storage.FindVersionAsync(acme.Id, 3, default));
        Assert.Single(await AuditAsync(storage));
        Assert.Equal(acme, Assert.Single(await storage.LoadOrganizationsAsync(default)));
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task Versions_are_listed_newest_first_in_pages(string store)
    {
        var storage = await OpenAsync(store);
        var acme = await WithVersionsAsync(storage, 12);

        var newest = await storage.ListVersionsAsync(acme.Id, long.MaxValue, 5, default);
        var next = await storage.ListVersionsAsync(acme.Id, newest[^1].Version, 20, default);

        Assert.Equal([12, 11, 10, 9, 8], newest.Select(one => one.Version));
        Assert.Equal([7, 6, 5, 4, 3, 2, 1], next.Select(one => one.Version));
        Assert.Equal(Version(12).Summary, newest[0]);
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task What_is_trusted_comes_back_and_a_version_without_it_has_none(string store)
    {
        var storage = await OpenAsync(store);
        var acme = Acme();
        await storage.AddOrganizationAsync(acme, Version(1), Draft(), default);
        await storage.AddVersionAsync(acme with { Version = 2 }, Version(2) with { Trusted = "{\"$.a\":[\"address\"]}" }, Draft(), default);

        Assert.Null((await storage.FindVersionAsync(acme.Id, 1, default))?.Trusted);
        Assert.Equal("{\"$.a\":[\"address\"]}", (await storage.FindVersionAsync(acme.Id, 2, default))?.Trusted);
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task An_update_changes_name_and_status_and_not_the_version(string store)
    {
        var storage = await OpenAsync(store);
        var acme = await WithVersionsAsync(storage, 3);
        var renamed = acme with { Name = "New", Status = OrganizationStatus.Deleted, Version = 77 };

        await storage.UpdateOrganizationAsync(renamed, Draft(), default);

        Assert.Equal(renamed with { Version = 3 }, Assert.Single(await storage.LoadOrganizationsAsync(default)));
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task A_purge_takes_versions_and_keys_and_leaves_the_audit_log(string store)
    {
        var storage = await OpenAsync(store);
        var acme = await WithVersionsAsync(storage, 2);
        var other = Acme() with { Slug = "other" };
        await storage.AddOrganizationAsync(other, Version(1), Draft(), default);
        await storage.AddKeyAsync(Key(acme, "a"), Draft(), default);
        await storage.AddKeyAsync(Key(other, "b"), Draft(), default);

        await storage.PurgeOrganizationAsync(acme.Id, Draft("organization.purged"), default);

        Assert.Equal(other, Assert.Single(await storage.LoadOrganizationsAsync(default)));
        Assert.Equal("b", Assert.Single(await storage.LoadKeysAsync(default)).Id);
        Assert.Null(await storage.FindVersionAsync(acme.Id, 2, default));
        Assert.Equal(6, (await AuditAsync(storage)).Count);
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task A_key_comes_back_as_it_was_added(string store)
    {
        var storage = await OpenAsync(store);
        var acme = await WithVersionsAsync(storage, 1);
        var plain = Key(acme, "plain");
        var full = Key(acme, "full") with { Subject = "bob", Setup = "exam", Models = ["a/b", "c"], ExpiresAt = Now.AddDays(1), Role = Role.Member, Limits = new(7, null), Replaces = "a", ReplacedBy = "b" };

        await storage.AddKeyAsync(plain, Draft(), default);
        await storage.AddKeyAsync(full, Draft(), default);

        var keys = (await storage.LoadKeysAsync(default)).ToDictionary(key => key.Id);
        Assert.Equal(plain, keys["plain"]);
        Assert.Equal(full with { Models = null }, keys["full"] with { Models = null });
        Assert.Equal("a/b c", string.Join(" ", keys["full"].Models ?? []));
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task A_changed_key_and_its_last_use_do_not_disturb_each_other(string store)
    {
        var storage = await OpenAsync(store);
        var acme = Acme();
        await storage.AddOrganizationAsync(acme, Version(1), Draft(), default);
        await storage.AddKeyAsync(Key(acme, "a"), Draft(), default);
        var changed = Key(acme, "a") with { Name = "new", Limits = new(null, 3), ExpiresAt = Now };

        await storage.SaveKeyUseAsync([new("a", Now), new("gone", Now)], default);
        Assert.True(await storage.UpdateKeyAsync(changed, Draft("key.changed"), default));
        Assert.False(await storage.UpdateKeyAsync(changed with { Id = "gone" }, Draft("key.changed"), default));

        Assert.Equal(changed with { LastUsedAt = Now }, Assert.Single(await storage.LoadKeysAsync(default)));
        Assert.Single(await AuditAsync(storage), entry => entry.Kind == "key.changed");
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task A_key_is_replaced_whole_or_not_at_all(string store)
    {
        var storage = await OpenAsync(store);
        var acme = Acme();
        await storage.AddOrganizationAsync(acme, Version(1), Draft(), default);
        await storage.AddKeyAsync(Key(acme, "a"), Draft(), default);

        Assert.False(await storage.ReplaceKeyAsync(Key(acme, "gone"), Key(acme, "c"), Draft("key.rotated"), default));
        Assert.True(await storage.ReplaceKeyAsync(Key(acme, "a") with { ReplacedBy = "b" }, Key(acme, "b") with { Replaces = "a" }, Draft("key.rotated"), default));

        var keys = (await storage.LoadKeysAsync(default)).ToDictionary(key => key.Id);
        Assert.Equal(("b", "a", 2), (keys["a"].ReplacedBy, keys["b"].Replaces, keys.Count));
        Assert.Single(await AuditAsync(storage), entry => entry.Kind == "key.rotated");
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task A_removed_key_is_gone_and_cannot_be_removed_again(string store)
    {
        var storage = await OpenAsync(store);
        var acme = await WithVersionsAsync(storage, 1);
        await storage.AddKeyAsync(Key(acme, "a"), Draft(), default);

        Assert.True(await storage.RemoveKeyAsync("a", Draft("key.revoked"), default));
        Assert.False(await storage.RemoveKeyAsync("a", Draft("key.revoked"), default));

        Assert.Empty(await storage.LoadKeysAsync(default));
        Assert.Single(await AuditAsync(storage), entry => entry.Kind == "key.revoked");
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task Audit_entries_are_listed_newest_first_by_organisation_in_pages(string store)
    {
        var storage = await OpenAsync(store);
        foreach (var number in Enumerable.Range(0, 7))
        {
            await storage.AppendAsync(Draft($"kind{number}") with { Organization = number % 2 == 0 ? "even" : "odd" }, default);
        }

        var even = new AuditFilter { Organization = "even" };
        var newest = await storage.ListAuditAsync(even, AuditPosition.Newest, 2, default);
        var next = await storage.ListAuditAsync(even, new(newest[^1].Time, newest[^1].Id), 10, default);

        Assert.Equal(["kind6", "kind4"], newest.Select(entry => entry.Kind));
        Assert.Equal(["kind2", "kind0"], next.Select(entry => entry.Kind));
        Assert.Equal(7, (await AuditAsync(storage, 100)).Count);
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task Audit_entries_are_listed_by_time_even_when_the_clock_was_set_back(string store)
    {
        var storage = await OpenAsync(store);
        foreach (var (kind, minute) in new[] { ("first", 1), ("late", 9), ("back", 2), ("same", 9) })
        {
            await storage.AppendAsync(Draft(kind) with { Time = Now.AddMinutes(minute) }, default);
        }

        var newest = await storage.ListAuditAsync(new(), AuditPosition.Newest, 2, default);
        var next = await storage.ListAuditAsync(new(), new(newest[^1].Time, newest[^1].Id), 2, default);

        Assert.Equal(["same", "late", "back", "first"], newest.Concat(next).Select(entry => entry.Kind));
        Assert.Equal(["first", "late", "back", "same"], (await storage.ReadAuditAsync(new(), 0, 10, default)).Select(entry => entry.Kind));
        Assert.Equal(["back", "same"], (await storage.ReadAuditAsync(new(), 2, 10, default)).Select(entry => entry.Kind));
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task Audit_entries_are_found_by_each_filter_and_by_all_together(string store)
    {
        var storage = await OpenAsync(store);
        await storage.AppendAsync(Draft("config.changed"), default);
        await storage.AppendAsync(Draft("config.restored") with { Actor = new("key_2", Role.Member), Time = Now.AddHours(1) }, default);
        await storage.AppendAsync(Draft("configuration") with { Subject = "other", Time = Now.AddHours(2), Organization = "beta" }, default);

        async Task<string> FindAsync(AuditFilter filter)
        {
            var listed = await storage.ListAuditAsync(filter, AuditPosition.Newest, 10, default);
            Assert.Equal((await storage.ReadAuditAsync(filter, 0, 10, default)).Select(entry => entry.Id).Order(), listed.Select(entry => entry.Id).Order());
            return string.Join(' ', listed.Select(entry => entry.Id));
        }

        Assert.Equal("3", await FindAsync(new() { Organization = "beta" }));
        Assert.Equal("2", await FindAsync(new() { Actor = "key_2" }));
        Assert.Equal("1", await FindAsync(new() { Kind = "config.changed" }));
        Assert.Equal("2 1", await FindAsync(new() { Kind = "config.*" }));
        Assert.Equal("3", await FindAsync(new() { Subject = "other" }));
        Assert.Equal("3 2", await FindAsync(new() { From = Now.AddHours(1) }));
        Assert.Equal("1", await FindAsync(new() { To = Now.AddHours(1) }));
        Assert.Equal("2", await FindAsync(new() { Organization = "acme", Actor = "key_2", Kind = "config.*", Subject = "subject", From = Now, To = Now.AddHours(2) }));
        Assert.Equal("", await FindAsync(new() { Organization = "beta", Actor = "key_2" }));
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task Each_organisations_audit_entries_are_a_chain_of_their_own_and_ids_have_no_gaps(string store)
    {
        var storage = await OpenAsync(store);
        var acme = await WithVersionsAsync(storage, 2);
        await storage.AppendAsync(Draft() with { Organization = "beta" }, default);
        await Assert.ThrowsAsync<LostUpdateException>(() => storage.AddVersionAsync(acme with { Version = 9 }, Version(9), Draft(), default));
        await storage.AppendAsync(Draft(), default);

        var entries = await storage.ReadAuditAsync(new(), 0, 10, default);
        var (part, head) = await storage.ReadChainAsync("acme", 0, 10, default);

        Assert.Equal([(1, 1, "acme"), (2, 2, "acme"), (3, 1, "beta"), (4, 3, "acme")], entries.Select(entry => (entry.Id, entry.Sequence, entry.Organization)));
        Assert.Equal([AuditRecord.NoHash, part[0].Hash, part[1].Hash], part.Select(entry => entry.PreviousHash));
        Assert.Equal(3, head?.Sequence);
        Assert.Equal(part[2].Hash, head?.Hash);
        Assert.Equal(["acme", "beta"], await storage.ListChainsAsync("", 10, default));
        Assert.Equal(["beta"], await storage.ListChainsAsync("acme", 10, default));
        Assert.True((await new AuditVerifier(storage, _seal).VerifyAllAsync(default)).Intact);
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task An_audit_entry_comes_back_as_it_was_written(string store)
    {
        var storage = await OpenAsync(store);
        var draft = Draft("x") with { Actor = new("key_9", Role.Member, "2001:db8::7"), Data = AuditData.Parse("""{"n":1.50,"t":"ü"}""") };

        await storage.AppendAsync(draft, default);
        await storage.AppendAsync(draft with { Actor = Actor.Host }, default);

        var entries = (await AuditAsync(storage)).Select(entry => entry.ToEntry()).ToArray();
        Assert.Equal([Actor.Host, draft.Actor], entries.Select(entry => entry.Actor));
        Assert.Equal((draft.Time, draft.Kind, draft.Organization, draft.Subject), (entries[1].Time, entries[1].Kind, entries[1].Organization, entries[1].Subject));
        Assert.Equal("""{"n":1.50,"t":"ü"}""", entries[1].Data.GetRawText());
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task Everything_is_there_when_it_is_opened_again(string store)
    {
        var storage = await OpenAsync(store);
        var acme = await WithVersionsAsync(storage, 3);
        storage.Dispose();

        var again = await OpenAsync(store);

        Assert.Equal(acme, Assert.Single(await again.LoadOrganizationsAsync(default)));
        Assert.Equal(3, (await again.ListVersionsAsync(acme.Id, long.MaxValue, 10, default)).Count);
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task Writers_and_readers_at_once_do_not_disturb_each_other(string store)
    {
        var storage = await OpenAsync(store);

        await Task.WhenAll(Enumerable.Range(0, 24).Select(number => Task.Run(async () =>
        {
            var one = Acme() with { Slug = $"org{number}" };
            await storage.AddOrganizationAsync(one, Version(1), Draft(), default);
            Assert.NotNull(await storage.FindVersionAsync(one.Id, 1, default));
        })));

        Assert.Equal(24, (await storage.LoadOrganizationsAsync(default)).Count);
        Assert.Equal(24, (await AuditAsync(storage, 100)).Select(entry => entry.Id).Distinct().Count());
    }

    public void Dispose()
    {
        _open.ForEach(storage => storage.Dispose());
        Directory.Delete(_directory, recursive: true);
    }

    private async Task<IStorage> OpenAsync(string name)
    {
        var storage = StorageProviders.Find(name)?.Open(_directory, TestChain.Create(_seal)) ?? throw new InvalidOperationException(name);
        _open.Add(storage);
        await storage.MigrateAsync(default);
        return storage;
    }

    private static Task<IReadOnlyList<AuditRecord>> AuditAsync(IStorage storage, int limit = 10) => storage.ListAuditAsync(new(), AuditPosition.Newest, limit, default);

    private static async Task<Organization> WithVersionsAsync(IStorage storage, int count)
    {
        var acme = Acme();
        await storage.AddOrganizationAsync(acme, Version(1), Draft(), default);
        for (var number = 2; number <= count; number++)
        {
            acme = acme with { Version = number };
            await storage.AddVersionAsync(acme, Version(number), Draft(), default);
        }

        return acme;
    }

    private static Organization Acme() =>
        new() { Id = Guid.NewGuid(), Slug = "acme", Name = "Acme", Version = 1, CreatedAt = Now, UpdatedAt = Now };

    private static StoredConfig Version(long number, string json = "{}") =>
        new(new(number, Now, "config.changed", Someone), Encoding.UTF8.GetBytes(json), null);

    private static ApiKey Key(Organization organization, string id) => new()
    {
        Id = id,
        OrganizationId = organization.Id,
        Name = "a key",
        Role = Role.SystemAdmin,
        CreatedAt = Now,
        Hash = KeyHash.TryCompute(id) ?? default,
    };

    private static AuditDraft Draft(string kind = "test") => new(Now, kind, Someone, "acme", "subject", AuditData.Parse("{}"));
}
