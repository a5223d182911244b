using System.Text;
using KernelHost.Security;
using KernelHost.Storage;
using KernelHost.Storage.LiteDb;
using KernelHost.Tests.Security.Audit;
using LiteDB;

namespace KernelHost.Tests.Storage;

/// <summary>What is LiteDB's own; what every store does is in <see cref="StoreContractTests"/>. Compiled in the <c>nuget</c> lane.</summary>
public sealed class LiteDbStoreTests : IDisposable
{
    private readonly string _file = Path.Combine(Directory.CreateTempSubdirectory("kernelhost-litedb-").FullName, "kernelhost.litedb");
    private readonly AuditSeal _seal = TestChain.Seal();

    [Fact]
    public async Task A_database_of_a_newer_build_is_refused_and_left_alone()
    {
        (await OpenAsync()).Dispose();
        Change(database => database.UserVersion = 999);

        var refused = await Assert.ThrowsAsync<StorageException>(OpenAsync);

        Assert.Contains("schema 999, made by a newer KernelHost", refused.Message, StringComparison.Ordinal);
        Change(database => Assert.Equal(999, database.UserVersion));
    }

    [Fact]
    public async Task Organisations_versions_and_keys_of_the_first_schema_come_through_with_nothing_lost()
    {
        var id = Guid.NewGuid();
        Change(database => WriteFirstSchema(database, id));

        using var storage = await OpenAsync();
        var acme = Assert.Single(await storage.LoadOrganizationsAsync(default));
        var version = await storage.FindVersionAsync(id, 1, default);
        var key = Assert.Single(await storage.LoadKeysAsync(default));

        Assert.Equal((id, "acme", "Acme", 1L, 1L, 2L), (acme.Id, acme.Slug, acme.Name, acme.Version, acme.CreatedAt.ToUnixTimeMilliseconds(), acme.UpdatedAt.ToUnixTimeMilliseconds()));
        Assert.Equal(("{\"version\":\"1.0\"}", "0102", null), (Encoding.UTF8.GetString(version!.Json), Convert.ToHexString(version.Secrets!), version.Trusted));
        Assert.Equal((3L, "config.changed", new Actor("k", Role.OrgAdmin)), (version.Summary.CreatedAt.ToUnixTimeMilliseconds(), version.Summary.Kind, version.Summary.Actor));
        Assert.Equal(("key_1", id, "old", "bob", "exam", "m", 3L, 4L), (key.Id, key.OrganizationId, key.Name, key.Subject, key.Setup, key.Models?[0], key.CreatedAt.ToUnixTimeMilliseconds(), key.ExpiresAt?.ToUnixTimeMilliseconds()));
        Assert.Equal((null, null, null, null), (key.Limits, key.LastUsedAt, key.Replaces, key.ReplacedBy));
    }

    [Fact]
    public async Task Audit_entries_of_the_first_schema_are_kept_in_order_and_chained_and_that_is_said()
    {
        Change(database => WriteFirstSchema(database, Guid.NewGuid(), entries: 1201));

        using var storage = await OpenAsync();
        await storage.AppendAsync(Draft(), default);
        var entries = await storage.ReadAuditAsync(new(), 0, 2000, default);

        Assert.Equal(Enumerable.Range(1, 1204).Select(id => (long)id), entries.Select(entry => entry.Id));
        Assert.Equal((7, "kind7", null, "Member", "odd", "subject7", "{\"n\":7}"), (entries[6].Time, entries[6].Kind, entries[6].ActorKey, entries[6].ActorRole, entries[6].Organization, entries[6].Subject, entries[6].Data));
        Assert.Equal(("key_1", 4), (entries[7].ActorKey, entries[7].Sequence));
        Assert.Equal([("even", 600), ("odd", 601)], entries.Where(entry => entry.Kind == AuditChain.Adopted).Select(entry => (entry.Organization, Adopted(entry))).Order());
        Assert.Equal("", await FindProblemsAsync(storage));
    }

    [Fact]
    public async Task What_is_chained_already_is_not_chained_again_when_the_version_was_not_written()
    {
        using (var storage = await OpenAsync())
        {
            await storage.AppendAsync(Draft(), default);
        }

        Change(database => database.UserVersion = 1);
        using var again = await OpenAsync();

        Assert.Equal("test", Assert.Single(await again.ReadAuditAsync(new(), 0, 10, default)).Kind);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("acme")]
    public async Task Pages_of_the_log_are_read_off_an_index_without_sorting(string? organization)
    {
        (await OpenAsync()).Dispose();

        Change(database =>
        {
            var filter = new AuditFilter { Organization = organization, Kind = "config.*", From = DateTimeOffset.UnixEpoch, To = DateTimeOffset.MaxValue };
            foreach (var query in new[]
            {
                LiteDbAuditQuery.NewestFirst(database.GetCollection("audit"), filter, AuditPosition.Newest),
                LiteDbAuditQuery.AsWritten(database.GetCollection("audit"), filter, 7),
            })
            {
                var plan = query.GetPlan();
                Assert.Contains("INDEX", plan["index"]["mode"].AsString, StringComparison.Ordinal);
                Assert.True(plan["orderBy"].IsNull, plan.ToString());
                Assert.Equal(20, plan["index"]["cost"].AsInt32);
            }
        });
    }

    [Fact]
    public async Task An_organisations_log_is_its_own_whatever_somebody_writes_as_a_name()
    {
        using (var storage = await OpenAsync())
        {
            await storage.AppendAsync(Draft(), default);
            await storage.AppendAsync(Draft(), default);
        }

        Tamper(1, entry => entry["organization"] = "acme/5");
        using var again = await OpenAsync();

        Assert.Equal([2], (await again.ListAuditAsync(new() { Organization = "acme" }, AuditPosition.Newest, 10, default)).Select(entry => entry.Id));
        Assert.Equal([2], (await again.ReadAuditAsync(new() { Organization = "acme" }, 0, 10, default)).Select(entry => entry.Id));
        Assert.Equal("missing altered head_missing", await FindProblemsAsync(again));
    }

    [Fact]
    public async Task An_entry_is_never_written_over_another()
    {
        using (var storage = await OpenAsync())
        {
            await storage.AppendAsync(Draft(), default);
        }

        BsonDocument? older = null;
        Change(database => older = database.GetCollection("audit_heads").FindById(""));
        using (var storage = await OpenAsync())
        {
            await storage.AppendAsync(Draft(), default);
        }

        Change(database => database.GetCollection("audit_heads").Update(older));
        using var again = await OpenAsync();

        await Assert.ThrowsAsync<StorageException>(() => again.AppendAsync(Draft() with { Kind = "over" }, default));
        Assert.Equal(["test", "test"], (await again.ReadAuditAsync(new(), 0, 10, default)).Select(entry => entry.Kind));
    }

    [Theory]
    [InlineData("time")]
    [InlineData("data")]
    [InlineData("hash")]
    [InlineData("sequence")]
    [InlineData("actor_role")]
    public async Task A_value_of_another_type_is_read_and_found(string field)
    {
        using (var storage = await OpenAsync())
        {
            await storage.AppendAsync(Draft(), default);
        }

        Tamper(1, entry => entry[field] = new BsonArray { 1 });
        using var again = await OpenAsync();

        Assert.Contains("altered", await FindProblemsAsync(again), StringComparison.Ordinal);
        Assert.Single(await again.ReadAuditAsync(new() { Organization = "acme" }, 0, 10, default));
    }

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_file) ?? _file, recursive: true);

    private async Task<IStorage> OpenAsync()
    {
        var storage = new LiteDbStore(_file, TestChain.Create(_seal));
        try
        {
            await storage.MigrateAsync(default);
            return storage;
        }
        catch
        {
            storage.Dispose();
            throw;
        }
    }

    private async Task<string> FindProblemsAsync(IStorage storage) =>
        string.Join(' ', (await new AuditVerifier(storage, _seal).VerifyAllAsync(default)).Problems.Select(one => one.Problem));

    private void Change(Action<LiteDatabase> change)
    {
        using var database = new LiteDatabase(new ConnectionString { Filename = _file, Collation = Collation.Binary });
        change(database);
    }

    private void Tamper(long id, Action<BsonDocument> change) => Change(database =>
    {
        var entries = database.GetCollection("audit");
        var entry = entries.FindById(id);
        change(entry);
        entries.Update(entry);
    });

    private static AuditDraft Draft() => new(DateTimeOffset.UnixEpoch.AddDays(1), "test", Actor.Host, "acme", "s", AuditData.Parse("{}"));

    private static int Adopted(AuditRecord entry) => AuditData.Parse(entry.Data).GetProperty("entries").GetInt32();

    /// <summary>As the first version wrote it, with its indexes.</summary>
    private static void WriteFirstSchema(LiteDatabase database, Guid id, int entries = 0)
    {
        var (organizations, versions, keys) = (database.GetCollection("organizations"), database.GetCollection("config_versions"), database.GetCollection("api_keys"));
        var audit = database.GetCollection("audit", BsonAutoId.Int64);
        organizations.EnsureIndex("slug", unique: true);
        versions.EnsureIndex("organization");
        keys.EnsureIndex("organization");
        audit.EnsureIndex("organization");
        organizations.Insert(Document(("_id", id), ("slug", "acme"), ("name", "Acme"), ("status", "Active"), ("version", 1L), ("created_at", 1L), ("updated_at", 2L)));
        versions.Insert(Document(
            ("_id", $"{id:N}/1"), ("organization", id), ("version", 1L), ("config", "{\"version\":\"1.0\"}"), ("secrets", new byte[] { 1, 2 }),
            ("kind", "config.changed"), ("actor_key", "k"), ("actor_role", "OrgAdmin"), ("created_at", 3L)));
        keys.Insert(Document(
            ("_id", "key_1"), ("organization", id), ("name", "old"), ("role", "OrgAdmin"), ("subject", "bob"), ("setup", "exam"),
            ("models", new BsonArray { "m" }), ("hash", new byte[32]), ("created_at", 3L), ("expires_at", 4L)));
        audit.Insert(Enumerable.Range(1, entries).Select(number => Document(
            ("time", (long)number), ("kind", $"kind{number}"), ("actor_key", number % 2 == 0 ? "key_1" : BsonValue.Null), ("actor_role", "Member"),
            ("organization", number % 2 == 0 ? "even" : "odd"), ("subject", $"subject{number}"), ("data", $"{{\"n\":{number}}}"))));
        database.UserVersion = 1;
    }

    private static BsonDocument Document(params ReadOnlySpan<(string Name, BsonValue Value)> fields)
    {
        var document = new BsonDocument();
        foreach (var (name, value) in fields)
        {
            document[name] = value;
        }

        return document;
    }
}
