using System.Text;
using Dapper;
using KernelHost.Security;
using KernelHost.Storage;
using KernelHost.Storage.Sqlite;
using KernelHost.Tests.Security.Audit;
using Microsoft.Data.Sqlite;

namespace KernelHost.Tests.Storage;

public sealed class SqliteStorageTests : IDisposable
{
    private readonly string _file = Path.Combine(Directory.CreateTempSubdirectory("kernelhost-sqlite-").FullName, "kernelhost.db");

    [Fact]
    public async Task A_database_of_a_newer_build_is_refused_and_left_alone()
    {
        await OpenAndCloseAsync();
        Execute("PRAGMA user_version = 999");

        var refused = await Assert.ThrowsAsync<StorageException>(OpenAndCloseAsync);

        Assert.Contains("999", refused.Message, StringComparison.Ordinal);
        Assert.Contains("newer KernelHost", refused.Message, StringComparison.Ordinal);
        Assert.Equal(999, Scalar("PRAGMA user_version"));
    }

    [Fact]
    public void Migrations_are_numbered_from_one_without_gaps() =>
        Assert.Equal(Enumerable.Range(1, SqliteMigrations.Known.Count), SqliteMigrations.Known.Select(one => one.Number));

    [Fact]
    public async Task Migrating_again_changes_nothing()
    {
        await OpenAndCloseAsync();
        await OpenAndCloseAsync();

        Assert.Equal(SqliteMigrations.Known.Count, Scalar("PRAGMA user_version"));
    }

    [Fact]
    public async Task Keys_of_the_first_schema_come_through_every_migration()
    {
        using (var first = typeof(SqliteMigrations).Assembly.GetManifestResourceStream(SqliteMigrations.Known[0].Resource))
        {
            Execute(await new StreamReader(first!).ReadToEndAsync());
        }

        Execute("INSERT INTO organizations VALUES ('0198c0de-0000-7000-8000-000000000001', 'acme', 'Acme', 'Active', 1, 1, 2)");
        Execute("INSERT INTO api_keys VALUES ('key_1', '0198c0de-0000-7000-8000-000000000001', 'old', 'OrgAdmin', 'bob', 'exam', '[\"m\"]', zeroblob(32), 3, 4)");
        Execute("PRAGMA user_version = 1");

        using var storage = new SqliteStorage(_file, TestChain.Create());
        await storage.MigrateAsync(default);

        var key = Assert.Single(await storage.LoadKeysAsync(default));
        Assert.Equal(("key_1", "old", "bob", "exam", "m", 3L, 4L), (key.Id, key.Name, key.Subject, key.Setup, key.Models?[0], key.CreatedAt.ToUnixTimeMilliseconds(), key.ExpiresAt?.ToUnixTimeMilliseconds()));
        Assert.Equal((null, null, null, null), (key.Limits, key.LastUsedAt, key.Replaces, key.ReplacedBy));
    }

    [Fact]
    public async Task A_database_from_before_there_was_trust_comes_through_with_nothing_lost()
    {
        using (var first = typeof(SqliteStorage).Assembly.GetManifestResourceStream(SqliteMigrations.Known[0].Resource))
        using (var script = new StreamReader(first ?? Stream.Null))
        {
            Execute(await script.ReadToEndAsync() + "; PRAGMA user_version = 1");
        }

        var id = Guid.NewGuid();
        Execute($"INSERT INTO organizations VALUES ('{id}', 'acme', 'Acme', 'Active', 1, 1, 2)");
        Execute($"INSERT INTO config_versions VALUES ('{id}', 1, '{{\"version\":\"1.0\"}}', x'0102', 'config.changed', 'k', 'OrgAdmin', 3)");

        using var storage = new SqliteStorage(_file, TestChain.Create());
        await storage.MigrateAsync(default);
        var version = await storage.FindVersionAsync(id, 1, default);

        Assert.Equal("acme", Assert.Single(await storage.LoadOrganizationsAsync(default)).Slug);
        Assert.Equal(("{\"version\":\"1.0\"}", "0102", null), (Encoding.UTF8.GetString(version!.Json), Convert.ToHexString(version.Secrets!), version.Trusted));
        Assert.Equal(Role.OrgAdmin, version.Summary.Actor.Role);
    }

    [Fact]
    public async Task The_audit_log_can_be_neither_changed_nor_shortened()
    {
        await OpenAndCloseAsync();
        using (var storage = new SqliteStorage(_file, TestChain.Create()))
        {
            await storage.AppendAsync(new(DateTimeOffset.UnixEpoch, "k", Actor.Host, "acme", "s", AuditData.Parse("{}")), default);
        }

        Assert.Throws<SqliteException>(() => Execute("UPDATE audit SET kind = 'other'"));
        Assert.Throws<SqliteException>(() => Execute("DELETE FROM audit"));
        Assert.Throws<SqliteException>(() => Execute("DELETE FROM audit_heads"));
        Assert.Throws<SqliteException>(() => Execute("DELETE FROM audit_total"));
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_said_to_be_unusable()
    {
        await File.WriteAllTextAsync(_file, string.Concat(Enumerable.Repeat("this is not a database ", 100)));

        await Assert.ThrowsAsync<StorageException>(OpenAndCloseAsync);
    }

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_file) ?? _file, recursive: true);

    private async Task OpenAndCloseAsync()
    {
        using var storage = new SqliteStorage(_file, TestChain.Create());
        await storage.MigrateAsync(default);
    }

    private void Execute(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_file};Pooling=False");
        connection.Execute(sql);
    }

    private long Scalar(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_file};Pooling=False");
        return connection.ExecuteScalar<long>(sql);
    }
}
