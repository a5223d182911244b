using Dapper;
using KernelHost.Security;
using Microsoft.Data.Sqlite;

namespace KernelHost.Storage.Sqlite;

/// <summary>The end of the audit log inside one transaction.</summary>
internal sealed class SqliteAuditTail(SqliteConnection connection, SqliteTransaction transaction) : IAuditTail
{
    public AuditHead? FindHead(string organization) => connection.QuerySingleOrDefault<AuditHeadRow>(
        $"SELECT {AuditHeadRow.Columns} FROM audit_heads WHERE organization = @organization", new { organization }, transaction)?.ToHead();

    public AuditHead? FindLast(string organization) => connection.QuerySingleOrDefault<AuditRow>(
        $"SELECT {AuditRow.Columns} FROM audit WHERE organization = @organization ORDER BY audit.sequence DESC LIMIT 1", new { organization }, transaction)?.ToRecord().AsHead();

    public IReadOnlyList<AuditHead> Heads() =>
        [.. connection.Query<AuditHeadRow>($"SELECT {AuditHeadRow.Columns} FROM audit_heads", transaction: transaction).Select(row => row.ToHead())];

    public AuditTotal? FindTotal() => connection.QuerySingleOrDefault<AuditTotalRow>(
        $"SELECT {AuditTotalRow.Columns} FROM audit_total LIMIT 1", transaction: transaction)?.ToTotal();

    public AuditTotal Count()
    {
        var (entries, last) = connection.QuerySingle<(long, long)>("SELECT count(*), coalesce(max(id), 0) FROM audit", transaction: transaction);
        return new(entries, last);
    }

    public void Insert(AuditRecord entry) => connection.Execute(
        """
        INSERT INTO audit (id, sequence, time, kind, actor_key, actor_role, address, organization, subject, data, previous_hash, hash)
        VALUES (@Id, @Sequence, @Time, @Kind, @ActorKey, @ActorRole, @Address, @Organization, @Subject, @Data, @PreviousHash, @Hash)
        """,
        entry, transaction);

    public void Set(AuditHead head) => connection.Execute(
        """
        INSERT INTO audit_heads (organization, sequence, hash, seal) VALUES (@Organization, @Sequence, @Hash, @Seal)
        ON CONFLICT (organization) DO UPDATE SET sequence = excluded.sequence, hash = excluded.hash, seal = excluded.seal
        """,
        head, transaction);

    public void Set(AuditTotal total) => connection.Execute(
        """
        INSERT INTO audit_total (id, entries, last_id, seal) VALUES (1, @Entries, @LastId, @Seal)
        ON CONFLICT (id) DO UPDATE SET entries = excluded.entries, last_id = excluded.last_id, seal = excluded.seal
        """,
        total, transaction);
}
