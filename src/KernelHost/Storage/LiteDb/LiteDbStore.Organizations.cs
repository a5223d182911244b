using System.Globalization;
using System.Text;
using KernelHost.Organizations;
using KernelHost.Security;
using LiteDB;

namespace KernelHost.Storage.LiteDb;

internal sealed partial class LiteDbStore
{
    private ILiteCollection<BsonDocument> Organizations => Database.GetCollection("organizations");

    private ILiteCollection<BsonDocument> Versions => Database.GetCollection("config_versions");

    public Task<IReadOnlyList<Organization>> LoadOrganizationsAsync(CancellationToken cancellationToken) =>
        Use<IReadOnlyList<Organization>>(() => [.. Organizations.FindAll().Select(OrganizationDocument.Read)]);

    public Task AddOrganizationAsync(Organization organization, StoredConfig first, AuditDraft audit, CancellationToken cancellationToken) => Write(audit, () =>
    {
        if (Organizations.Exists("slug = @0", organization.Slug))
        {
            throw new OrganizationRuleException("slug_taken", $"There is an organisation \"{organization.Slug}\" already.");
        }

        Organizations.Insert(OrganizationDocument.From(organization));
        Versions.Insert(VersionDocument.From(organization.Id, first));
        return true;
    });

    public Task UpdateOrganizationAsync(Organization organization, AuditDraft audit, CancellationToken cancellationToken) => Write(audit, () =>
    {
        var stored = OrganizationDocument.From(organization);
        stored["version"] = Organizations.FindById(stored["_id"])["version"];
        return Organizations.Update(stored);
    });

    public Task PurgeOrganizationAsync(Guid id, AuditDraft audit, CancellationToken cancellationToken) => Write(audit, () =>
    {
        Versions.DeleteMany("organization = @0", id);
        Keys.DeleteMany("organization = @0", id);
        Records.DeleteMany("organization = @0", id);
        return Organizations.Delete(id);
    });

    public Task AddVersionAsync(Organization organization, StoredConfig config, AuditDraft audit, CancellationToken cancellationToken) => Write(audit, () =>
    {
        var current = Organizations.FindById(organization.Id);
        if (current["version"].AsInt64 != config.Number - 1)
        {
            throw new LostUpdateException(organization.Slug, config.Number - 1, current["version"].AsInt64);
        }

        current["version"] = config.Number;
        current["updated_at"] = organization.UpdatedAt.ToUnixTimeMilliseconds();
        Organizations.Update(current);
        Versions.Insert(VersionDocument.From(organization.Id, config));
        return true;
    });

    public Task RewriteSecretsAsync(Func<Guid, byte[], byte[]?> rewrite, AuditDraft audit, CancellationToken cancellationToken) => Write(audit, () =>
    {
        foreach (var id in Versions.Query().Where("$.secrets != null").Select("$._id").ToEnumerable().Select(found => found["_id"]).ToArray())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var version = Versions.FindById(id);
            if (rewrite(version["organization"].AsGuid, version["secrets"].AsBinary) is { } rewritten)
            {
                version["secrets"] = rewritten;
                Versions.Update(version);
            }
        }

        chain.Reseal(Audit);
        return true;
    });

    public Task<StoredConfig?> FindVersionAsync(Guid id, long number, CancellationToken cancellationToken) =>
        Use(() => Versions.FindById(VersionDocument.Id(id, number)) is { } found ? VersionDocument.Read(found) : null);

    public Task<IReadOnlyList<VersionSummary>> ListVersionsAsync(Guid id, long before, int limit, CancellationToken cancellationToken) =>
        Use<IReadOnlyList<VersionSummary>>(() =>
        [
            .. Versions.Query().Where("organization = @0", id).Where("version < @0", before).OrderByDescending("version").Limit(limit)
                .ToEnumerable().Select(VersionDocument.ReadSummary),
        ]);
}

internal static class OrganizationDocument
{
    public static BsonDocument From(Organization organization) => new()
    {
        ["_id"] = organization.Id,
        ["slug"] = organization.Slug,
        ["name"] = organization.Name,
        ["status"] = organization.Status.ToString(),
        ["version"] = organization.Version,
        ["created_at"] = organization.CreatedAt.ToUnixTimeMilliseconds(),
        ["updated_at"] = organization.UpdatedAt.ToUnixTimeMilliseconds(),
    };

    public static Organization Read(BsonDocument stored) => new()
    {
        Id = stored["_id"].AsGuid,
        Slug = stored["slug"].AsString,
        Name = stored["name"].AsString,
        Status = Enum.Parse<OrganizationStatus>(stored["status"].AsString),
        Version = stored["version"].AsInt64,
        CreatedAt = stored["created_at"].ToTime(),
        UpdatedAt = stored["updated_at"].ToTime(),
    };
}

internal static class VersionDocument
{
    public static string Id(Guid organization, long number) => string.Create(CultureInfo.InvariantCulture, $"{organization:N}/{number}");

    public static BsonDocument From(Guid organization, StoredConfig config) => new()
    {
        ["_id"] = Id(organization, config.Number),
        ["organization"] = organization,
        ["version"] = config.Number,
        ["config"] = Encoding.UTF8.GetString(config.Json),
        ["secrets"] = config.Secrets ?? BsonValue.Null,
        ["trusted"] = config.Trusted,
        ["kind"] = config.Summary.Kind,
        ["actor_key"] = config.Summary.Actor.KeyId,
        ["actor_role"] = config.Summary.Actor.Role.ToString(),
        ["created_at"] = config.Summary.CreatedAt.ToUnixTimeMilliseconds(),
    };

    public static StoredConfig Read(BsonDocument stored) =>
        new(ReadSummary(stored), Encoding.UTF8.GetBytes(stored["config"].AsString), stored["secrets"].AsBinary, stored["trusted"].AsString);

    public static VersionSummary ReadSummary(BsonDocument stored) => new(
        stored["version"].AsInt64, stored["created_at"].ToTime(), stored["kind"].AsString,
        new(stored["actor_key"].AsString, Enum.Parse<Role>(stored["actor_role"].AsString)));
}
