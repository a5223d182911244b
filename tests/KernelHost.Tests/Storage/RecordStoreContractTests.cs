using System.Text;
using System.Text.Json.Serialization;
using KernelHost.Organizations;
using KernelHost.Records;
using KernelHost.Security;
using KernelHost.Storage;
using KernelHost.Tests.Security.Audit;

namespace KernelHost.Tests.Storage;

/// <summary>What every store does with records, run against each kind of database this build has.</summary>
public sealed partial class RecordStoreContractTests : IDisposable
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeMilliseconds(1_767_268_800_123);
    private static readonly Actor Someone = new("key_1", Role.OrgAdmin);

    private readonly string _directory = Directory.CreateTempSubdirectory("kernelhost-records-").FullName;
    private readonly Guid _acme = Guid.NewGuid();
    private readonly Guid _other = Guid.NewGuid();
    private readonly List<IStorage> _open = [];
    private readonly AuditSeal _seal = TestChain.Seal();

    public static TheoryData<string> Stores => StoreContractTests.Stores;

    [Theory, MemberData(nameof(Stores))]
    public async Task A_record_comes_back_as_it_was_added_also_after_the_database_was_opened_again(string store)
    {
        var storage = await OpenAsync(store);
        var record = Record(_acme, "thing", "a", "{\"text\":\"“Ünïcode” 🚀\"}") with { Parent = "shelf/1" };

        Assert.True(await storage.AddRecordAsync(record, null, default));
        storage.Dispose();
        var again = await OpenAsync(store, first: false);

        Assert.Equal(record with { Number = 1 }, await again.FindRecordAsync(record.Key, default));
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task An_id_is_given_once_for_each_kind_and_organisation_and_an_organisation_must_be_there(string store)
    {
        var storage = await OpenAsync(store);

        Assert.True(await storage.AddRecordAsync(Record(_acme, "thing", "a"), Draft(), default));
        Assert.False(await storage.AddRecordAsync(Record(_acme, "thing", "a"), Draft(), default));
        Assert.True(await storage.AddRecordAsync(Record(_acme, "other", "a"), Draft(), default));
        Assert.True(await storage.AddRecordAsync(Record(_other, "thing", "a"), Draft(), default));
        Assert.False(await storage.AddRecordAsync(Record(Guid.NewGuid(), "thing", "a"), Draft(), default));

        Assert.Equal(3, await EntriesAsync(storage));
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task A_change_needs_the_revision_before_it_and_leaves_an_entry_only_when_it_was_made(string store)
    {
        var storage = await OpenAsync(store);
        var record = Record(_acme, "thing", "a", "1");
        await storage.AddRecordAsync(record, null, default);

        Assert.True(await storage.ReplaceRecordAsync(record with { Json = "2", Revision = 2, UpdatedAt = Now.AddHours(1) }, Draft(), default));
        Assert.False(await storage.ReplaceRecordAsync(record with { Json = "3", Revision = 2 }, Draft(), default));
        Assert.False(await storage.ReplaceRecordAsync(Record(_acme, "thing", "gone") with { Revision = 2 }, Draft(), default));

        Assert.Equal(record with { Number = 1, Json = "2", Revision = 2, UpdatedAt = Now.AddHours(1) }, await storage.FindRecordAsync(record.Key, default));
        Assert.Equal(1, await EntriesAsync(storage));
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task What_is_removed_takes_with_it_what_belongs_to_it_and_nothing_of_another_organisation(string store)
    {
        var storage = await OpenAsync(store);
        foreach (var organization in new[] { _acme, _other })
        {
            await storage.AddRecordAsync(Record(organization, "shelf", "1"), null, default);
            await storage.AddRecordAsync(Record(organization, "thing", "a") with { Parent = "shelf/1" }, null, default);
            await storage.AddRecordAsync(Record(organization, "thing", "b") with { Parent = "shelf/2" }, null, default);
        }

        Assert.True(await storage.RemoveRecordAsync(new(_acme, "shelf", "1"), Draft(), default));
        Assert.False(await storage.RemoveRecordAsync(new(_acme, "shelf", "1"), Draft(), default));

        Assert.Equal("b", Assert.Single(await storage.ListRecordsAsync(new(_acme, "thing"), default)).Key.Id);
        Assert.Equal(2, (await storage.ListRecordsAsync(new(_other, "thing"), default)).Count);
        Assert.Equal(1, await EntriesAsync(storage));
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task Lists_are_in_order_in_pages_either_way_and_of_one_parent_or_organisation(string store)
    {
        var storage = await OpenAsync(store);
        foreach (var number in Enumerable.Range(0, 7))
        {
            await storage.AddRecordAsync(Record(number % 2 == 0 ? _acme : _other, "thing", $"{number}") with { Parent = $"shelf/{number / 4}" }, null, default);
        }

        async Task<string> IdsAsync(RecordQuery query) => string.Join(' ', (await storage.ListRecordsAsync(query, default)).Select(record => record.Key.Id));

        Assert.Equal("0 2 4 6", await IdsAsync(new(_acme, "thing")));
        Assert.Equal("6 4", await IdsAsync(new(_acme, "thing") { NewestFirst = true, Limit = 2 }));
        Assert.Equal("2 0", await IdsAsync(new(_acme, "thing") { NewestFirst = true, Past = 5 }));
        Assert.Equal("4 6", await IdsAsync(new(_acme, "thing") { Past = 3 }));
        Assert.Equal("4 6", await IdsAsync(new(_acme, "thing") { Parent = "shelf/1" }));
        Assert.Equal("0 1 2 3 4 5 6", await IdsAsync(new(null, "thing")));
        Assert.Equal("", await IdsAsync(new(_acme, "nothing")));
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task A_number_is_not_given_again_when_the_newest_record_goes(string store)
    {
        var storage = await OpenAsync(store);
        await storage.AddRecordAsync(Record(_acme, "thing", "a"), null, default);
        await storage.RemoveRecordAsync(new(_acme, "thing", "a"), null, default);
        await storage.AddRecordAsync(Record(_acme, "thing", "b"), null, default);

        Assert.Equal(2, Assert.Single(await storage.ListRecordsAsync(new(_acme, "thing"), default)).Number);
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task A_purged_organisations_records_go_with_it(string store)
    {
        var storage = await OpenAsync(store);
        await storage.AddRecordAsync(Record(_acme, "thing", "a"), null, default);
        await storage.AddRecordAsync(Record(_other, "thing", "b"), null, default);

        await storage.PurgeOrganizationAsync(_acme, Draft(), default);

        Assert.Equal("b", Assert.Single(await storage.ListRecordsAsync(new(null, "thing"), default)).Key.Id);
    }

    [Theory, MemberData(nameof(Stores))]
    public async Task A_set_reads_and_writes_its_rooms_type_and_pages_newest_first(string store)
    {
        var storage = await OpenAsync(store);
        var things = new RecordSet<Thing>(storage, "thing", ThingJson.Default.Thing, TimeProvider.System);
        foreach (var number in Enumerable.Range(0, 5))
        {
            await things.AddAsync(_acme, $"{number}", new($"thing {number}"), null, default);
        }

        var first = await things.ListAsync(_acme, null, 2, null, default);
        var second = await things.ListAsync(_acme, null, 2, first.NextCursor, default);
        var last = await things.ListAsync(_acme, null, 2, second.NextCursor, default);
        var found = await things.FindAsync(_acme, "3", default);

        Assert.Equal(["4", "3", "2", "1", "0"], first.Items.Concat(second.Items).Concat(last.Items).Select(one => one.Id));
        Assert.Null(last.NextCursor);
        Assert.NotNull(found);
        var changed = await things.ReplaceAsync(found, new("new"), null, default);
        Assert.Null(await things.ReplaceAsync(found, new("too late"), null, default));
        Assert.Equal(changed, await things.FindAsync(_acme, "3", default));
        Assert.Equal((2, "new"), (changed?.Revision, changed?.Value.Name));
        Assert.Null(await things.AddAsync(_acme, "3", new("again"), null, default));
    }

    public void Dispose()
    {
        _open.ForEach(storage => storage.Dispose());
        Directory.Delete(_directory, recursive: true);
    }

    private async Task<IStorage> OpenAsync(string name, bool first = true)
    {
        var storage = StorageProviders.Find(name)?.Open(_directory, TestChain.Create(_seal)) ?? throw new InvalidOperationException(name);
        _open.Add(storage);
        await storage.MigrateAsync(default);
        foreach (var (id, slug) in first ? [(_acme, "acme"), (_other, "other")] : Array.Empty<(Guid, string)>())
        {
            Organization organization = new() { Id = id, Slug = slug, Name = slug, Version = 1, CreatedAt = Now, UpdatedAt = Now };
            await storage.AddOrganizationAsync(organization, new(new(1, Now, "organization.created", Someone), Encoding.UTF8.GetBytes("{}"), null), Draft("organization.created"), default);
        }

        return storage;
    }

    private static StoredRecord Record(Guid organization, string kind, string id, string json = "{}") => new(new(organization, kind, id), json, Now, Now);

    private static async Task<int> EntriesAsync(IStorage storage) =>
        (await storage.ListAuditAsync(new() { Kind = "test" }, AuditPosition.Newest, 10, default)).Count;

    private static AuditDraft Draft(string kind = "test") => new(Now, kind, Someone, "acme", "subject", AuditData.Parse("{}"));

    internal sealed record Thing(string Name);

    [JsonSerializable(typeof(Thing))]
    internal sealed partial class ThingJson : JsonSerializerContext;
}
