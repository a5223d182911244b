using Dapper;
using KernelHost.Organizations;
using KernelHost.Security;
using Microsoft.Data.Sqlite;

namespace KernelHost.Storage.Sqlite;

internal sealed partial class SqliteStorage
{
    public Task<IReadOnlyList<Organization>> LoadOrganizationsAsync(CancellationToken cancellationToken) =>
        _database.ReadAsync<IReadOnlyList<Organization>>(
            connection => [.. connection.Query<OrganizationRow>("SELECT * FROM organizations").Select(row => row.ToOrganization())], cancellationToken);

    public Task AddOrganizationAsync(Organization organization, StoredConfig first, AuditDraft audit, CancellationToken cancellationToken) =>
        _database.WriteAsync((connection, transaction) =>
        {
            var added = connection.Execute(
                """
                INSERT INTO organizations (id, slug, name, status, version, created_at, updated_at)
                VALUES (@Id, @Slug, @Name, @Status, @Version, @Created_At, @Updated_At) ON CONFLICT (slug) DO NOTHING
                """,
                OrganizationRow.From(organization), transaction);
            if (added == 0)
            {
                throw new OrganizationRuleException("slug_taken", $"There is an organisation \"{organization.Slug}\" already.");
            }

            Insert(connection, transaction, organization.Id, first);
            Append(connection, transaction, audit);
        }, cancellationToken);

    public Task UpdateOrganizationAsync(Organization organization, AuditDraft audit, CancellationToken cancellationToken) =>
        _database.WriteAsync((connection, transaction) =>
        {
            connection.Execute(
                "UPDATE organizations SET name = @Name, status = @Status, updated_at = @Updated_At WHERE id = @Id",
                OrganizationRow.From(organization), transaction);
            Append(connection, transaction, audit);
        }, cancellationToken);

    public async Task PurgeOrganizationAsync(Guid id, AuditDraft audit, CancellationToken cancellationToken)
    {
        await _database.WriteAsync((connection, transaction) =>
        {
            connection.Execute("DELETE FROM organizations WHERE id = @id", new { id = id.ToString() }, transaction);
            Append(connection, transaction, audit);
        }, cancellationToken);
        await _database.EmptyLogAsync(cancellationToken);   // purged is gone from the disk, too
    }

    public Task AddVersionAsync(Organization organization, StoredConfig config, AuditDraft audit, CancellationToken cancellationToken) =>
        _database.WriteAsync((connection, transaction) =>
        {
            var moved = connection.Execute(
                "UPDATE organizations SET version = @Version, updated_at = @Updated_At WHERE id = @Id AND version = @Version - 1",
                OrganizationRow.From(organization), transaction);
            if (moved == 0)
            {
                throw new LostUpdateException(organization.Slug, config.Number - 1, CurrentVersion(connection, transaction, organization.Id));
            }

            Insert(connection, transaction, organization.Id, config);
            Append(connection, transaction, audit);
        }, cancellationToken);

    public Task<StoredConfig?> FindVersionAsync(Guid id, long number, CancellationToken cancellationToken) =>
        _database.ReadAsync(connection => connection.QuerySingleOrDefault<VersionRow>(
            "SELECT * FROM config_versions WHERE organization_id = @id AND version = @number",
            new { id = id.ToString(), number })?.ToConfig(), cancellationToken);

    public Task<IReadOnlyList<VersionSummary>> ListVersionsAsync(Guid id, long before, int limit, CancellationToken cancellationToken) =>
        _database.ReadAsync<IReadOnlyList<VersionSummary>>(connection =>
        [
            .. connection.Query<VersionRow>(
                """
                SELECT version, kind, actor_key, actor_role, created_at FROM config_versions
                WHERE organization_id = @id AND version < @before ORDER BY version DESC LIMIT @limit
                """,
                new { id = id.ToString(), before, limit }).Select(row => row.ToSummary()),
        ], cancellationToken);

    public Task RewriteSecretsAsync(Func<Guid, byte[], byte[]?> rewrite, AuditDraft audit, CancellationToken cancellationToken) =>
        _database.WriteAsync((connection, transaction) =>
        {
            var held = connection.Query<(string Organization, long Version)>(
                "SELECT organization_id, version FROM config_versions WHERE secrets IS NOT NULL", transaction: transaction).AsList();
            foreach (var (organization, version) in held)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Rewrite(connection, transaction, new { organization, version }, secrets => rewrite(Guid.Parse(organization), secrets));
            }

            chain.Reseal(new SqliteAuditTail(connection, transaction));
            Append(connection, transaction, audit);
        }, cancellationToken);

    private static void Rewrite(SqliteConnection connection, SqliteTransaction transaction, object row, Func<byte[], byte[]?> rewrite)
    {
        const string Where = "WHERE organization_id = @organization AND version = @version";
        if (connection.ExecuteScalar<byte[]>($"SELECT secrets FROM config_versions {Where}", row, transaction) is { } secrets && rewrite(secrets) is { } rewritten)
        {
            var change = new DynamicParameters(row);
            change.Add("rewritten", rewritten);
            connection.Execute($"UPDATE config_versions SET secrets = @rewritten {Where}", change, transaction);
        }
    }

    private static long CurrentVersion(SqliteConnection connection, SqliteTransaction transaction, Guid id) =>
        connection.ExecuteScalar<long>("SELECT version FROM organizations WHERE id = @id", new { id = id.ToString() }, transaction);

    private static void Insert(SqliteConnection connection, SqliteTransaction transaction, Guid id, StoredConfig config) => connection.Execute(
        """
        INSERT INTO config_versions (organization_id, version, config, secrets, trusted, kind, actor_key, actor_role, created_at)
        VALUES (@Organization_Id, @Version, @Config, @Secrets, @Trusted, @Kind, @Actor_Key, @Actor_Role, @Created_At)
        """,
        VersionRow.From(id, config), transaction);
}
