using Dapper;
using KernelHost.Security;
using KernelHost.Storage.Sqlite;
using KernelHost.Tests.Organizations;
using Microsoft.Data.Sqlite;

namespace KernelHost.Tests.Security.Audit;

public sealed class AuditMigrationTests
{
    [Fact]
    public async Task Entries_from_before_are_kept_in_order_and_chained_and_that_is_said()
    {
        await using var first = await TestHost.StartAsync();
        await first.CreateAsync();
        await first.PutAsync("""{"features":{"rag_enabled":true}}""");
        var before = (await first.Audit.ListAsync(null, 100, null, default)).Items;
        TakeBackToSchema3(first.DataDirectory);

        await using var second = await TestHost.StartAsync(first.DataDirectory);

        var acme = (await second.Audit.ListAsync("acme", 100, null, default)).Items;
        Assert.Equal([AuditChain.Adopted, "config.changed", "organization.created"], acme.Select(entry => entry.Kind));
        Assert.Equal([3, 2, 1], acme.Select(entry => entry.Sequence));
        Assert.Equal((Actor.Host, 2), (acme[0].Actor, acme[0].Data.GetProperty("entries").GetInt32()));
        Assert.Equal(before.Select(Content), (await second.Audit.ListAsync(null, 100, null, default)).Items.Where(entry => entry.Kind != AuditChain.Adopted).Select(Content));
        Assert.True((await second.Audit.VerifyAllAsync(default)).Intact);
    }

    [Fact]
    public async Task Afterwards_the_log_is_append_only_again()
    {
        await using var first = await TestHost.StartAsync();
        TakeBackToSchema3(first.DataDirectory);
        await using var second = await TestHost.StartAsync(first.DataDirectory);
        using var connection = Open(first.DataDirectory);

        Assert.Throws<SqliteException>(() => connection.Execute("UPDATE audit SET kind = 'x'"));
        Assert.Throws<SqliteException>(() => connection.Execute("DELETE FROM audit"));
        Assert.Equal(0, connection.ExecuteScalar<int>("SELECT count(*) FROM sqlite_master WHERE name = 'audit_before_chains'"));
    }

    [Theory]
    [InlineData("organization = 'acme' ORDER BY id LIMIT 5", "audit_of_organization ")]
    [InlineData("organization = 'acme' ORDER BY audit.time DESC, audit.id DESC LIMIT 5", "audit_of_organization_by_time")]
    [InlineData("organization = 'acme' AND time >= 1 AND time < 5 ORDER BY audit.time DESC, audit.id DESC LIMIT 5", "audit_of_organization_by_time")]
    [InlineData("time >= 1 ORDER BY audit.time DESC, audit.id DESC LIMIT 5", "audit_by_time")]
    [InlineData("actor_key = 'a' ORDER BY audit.time DESC, audit.id DESC LIMIT 5", "audit_of_actor")]
    [InlineData("kind = 'a' ORDER BY audit.time DESC, audit.id DESC LIMIT 5", "audit_of_kind")]
    [InlineData("subject = 'a' ORDER BY audit.time DESC, audit.id DESC LIMIT 5", "audit_of_subject")]
    public async Task Questions_are_answered_from_an_index_without_sorting(string condition, string index)
    {
        await using var host = await TestHost.StartAsync();
        using var connection = Open(host.DataDirectory);

        var plan = string.Join('\n', connection.Query($"EXPLAIN QUERY PLAN SELECT {AuditRow.Columns} FROM audit WHERE {condition}").Select(row => $"{row.detail} "));

        Assert.Contains(index, plan, StringComparison.Ordinal);
        Assert.DoesNotContain("TEMP B-TREE", plan, StringComparison.Ordinal);
    }

    /// <summary>The database as the version before chains left it: the same entries in the table of migration 0001.</summary>
    private static void TakeBackToSchema3(string directory)
    {
        using var connection = Open(directory);
        connection.Execute(
            """
            CREATE TABLE old (id INTEGER PRIMARY KEY AUTOINCREMENT, time INTEGER NOT NULL, kind TEXT NOT NULL, actor_key TEXT, actor_role TEXT NOT NULL,
                organization TEXT NOT NULL, subject TEXT NOT NULL, data TEXT NOT NULL);
            INSERT INTO old SELECT id, time, kind, actor_key, actor_role, organization, subject, data FROM audit;
            DROP TABLE audit; DROP TABLE audit_heads; DROP TABLE audit_total; DROP TABLE records;
            ALTER TABLE old RENAME TO audit;
            CREATE INDEX audit_of_organization ON audit (organization, id);
            CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
            CREATE TRIGGER audit_is_not_removed BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
            PRAGMA user_version = 3;
            """);
    }

    private static SqliteConnection Open(string directory)
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(directory, "kernelhost.db")};Pooling=False");
        connection.Open();
        return connection;
    }

    private static string Content(AuditEntry entry) => $"{entry.Id} {entry.Time:O} {entry.Kind} {entry.Actor} {entry.Organization} {entry.Subject} {entry.Data.GetRawText()}";
}
