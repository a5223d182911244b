using Dapper;
using KernelHost.Security;
using Microsoft.Data.Sqlite;

namespace KernelHost.Storage.Sqlite;

/// <summary>The part of migration 0004 that SQL cannot do: entries from before there were chains are chained, in their order.</summary>
internal static class SqliteAuditAdoption
{
    public const int Migration = 4;

    private const string Columns =
        "id, 0 AS sequence, time, kind, actor_key, actor_role, NULL AS address, organization, subject, data, NULL AS previous_hash, NULL AS hash";

    public static void Apply(SqliteConnection connection, SqliteTransaction transaction, AuditChain chain)
    {
        // Not buffered: the old log may be longer than what should be in memory.
        var old = connection.Query<AuditRow>($"SELECT {Columns} FROM audit_before_chains ORDER BY id", transaction: transaction, buffered: false);
        chain.Adopt(old.Select(row => row.ToRecord()), new SqliteAuditTail(connection, transaction));
        connection.Execute("DROP TABLE audit_before_chains", transaction: transaction);
    }
}
