using System.Globalization;
using System.Text;
using Dapper;
using KernelHost.Security;
using KernelHost.Storage.Sqlite;
using KernelHost.Tests.Organizations;
using Microsoft.Data.Sqlite;

namespace KernelHost.Tests.Security.Audit;

/// <summary>A host's real log, and somebody who can write the database's file and nothing else.</summary>
internal sealed class TamperedLog : IAsyncDisposable
{
    private TamperedLog(TestHost host) => Host = host;

    public TestHost Host { get; }

    /// <summary>Two organisations of five entries each, taking turns, after those of the system organisation.</summary>
    public static async Task<TamperedLog> CreateAsync()
    {
        var log = new TamperedLog(await TestHost.StartAsync());
        await log.Host.CreateAsync();
        await log.Host.CreateAsync(slug: "beta");
        foreach (var number in Enumerable.Range(2, 4))
        {
            await log.AppendAsync("acme", number);
            await log.AppendAsync("beta", number);
        }

        return log;
    }

    public Task AppendAsync(string organization, int number) =>
        Host.Audit.AppendAsync("test.done", new("key_1", Role.OrgAdmin, "192.0.2.7"), organization, $"subject{number}", new() { ["number"] = number }, default);

    /// <summary>Runs SQL on the file, past the triggers and constraints.</summary>
    public void Tamper(string sql)
    {
        using var connection = Open();
        connection.Execute(
            """
            DROP TRIGGER IF EXISTS audit_is_not_changed; DROP TRIGGER IF EXISTS audit_is_not_removed; DROP TRIGGER IF EXISTS audit_heads_are_not_removed;
            DROP TRIGGER IF EXISTS audit_total_is_not_removed; DROP INDEX IF EXISTS audit_chain; PRAGMA ignore_check_constraints = ON;
            """);
        connection.Execute(sql);
    }

    /// <summary>Recomputes every hash and the head of a chain after a change; only the seal cannot be made.</summary>
    public void Recompute(string organization)
    {
        using var connection = Open();
        var head = AuditHead.None(organization);
        foreach (var row in connection.Query<AuditRow>($"SELECT {AuditRow.Columns} FROM audit WHERE organization = @organization ORDER BY id", new { organization }))
        {
            var entry = row.ToRecord() with { Sequence = head.Sequence + 1, PreviousHash = head.Hash };
            entry = entry with { Hash = AuditHash.Of(entry) };
            connection.Execute("UPDATE audit SET sequence = @Sequence, previous_hash = @PreviousHash, hash = @Hash WHERE id = @Id", entry);
            head = entry.AsHead();
        }

        connection.Execute("UPDATE audit_heads SET sequence = @Sequence, hash = @Hash WHERE organization = @Organization", head);
    }

    /// <summary>What verifying finds, written <c>problem@sequence</c>.</summary>
    public async Task<string> FindAsync(string organization = "acme") => Write(await Host.Audit.VerifyAsync(organization, default));

    public async Task<string> FindInAllAsync() => Write(await Host.Audit.VerifyAllAsync(default));

    public ValueTask DisposeAsync() => Host.DisposeAsync();

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(Host.DataDirectory, "kernelhost.db")};Pooling=False");
        connection.Open();
        return connection;
    }

    private static string Write(AuditVerification found)
    {
        Assert.Equal(found.Problems.IsEmpty, found.Intact);
        return string.Join(' ', found.Problems.Select(one => new StringBuilder(one.Problem)
            .Append(one.Sequence is { } sequence ? string.Create(CultureInfo.InvariantCulture, $"@{sequence}") : "")
            .Append(one is { Sequence: null, Id: { } id } ? string.Create(CultureInfo.InvariantCulture, $"#{id}") : "").ToString()));
    }
}
