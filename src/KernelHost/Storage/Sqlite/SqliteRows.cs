using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using KernelHost.Organizations;
using KernelHost.Security;

namespace KernelHost.Storage.Sqlite;

/// <summary>Rows as Dapper reads them: column names in snake_case, each turned into the room's own record at once.</summary>
internal sealed class OrganizationRow
{
    public string Id { get; init; } = "";

    public string Slug { get; init; } = "";

    public string Name { get; init; } = "";

    public string Status { get; init; } = "";

    public long Version { get; init; }

    public long Created_At { get; init; }

    public long Updated_At { get; init; }

    public Organization ToOrganization() => new()
    {
        Id = Guid.Parse(Id),
        Slug = Slug,
        Name = Name,
        Status = Enum.Parse<OrganizationStatus>(Status),
        Version = Version,
        CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(Created_At),
        UpdatedAt = DateTimeOffset.FromUnixTimeMilliseconds(Updated_At),
    };

    public static object From(Organization organization) => new
    {
        Id = organization.Id.ToString(),
        organization.Slug,
        organization.Name,
        Status = organization.Status.ToString(),
        organization.Version,
        Created_At = organization.CreatedAt.ToUnixTimeMilliseconds(),
        Updated_At = organization.UpdatedAt.ToUnixTimeMilliseconds(),
    };
}

internal sealed class VersionRow
{
    public long Version { get; init; }

    public string Config { get; init; } = "";

    public byte[]? Secrets { get; init; }

    public string? Trusted { get; init; }

    public string Kind { get; init; } = "";

    public string? Actor_Key { get; init; }

    public string Actor_Role { get; init; } = "";

    public long Created_At { get; init; }

    public VersionSummary ToSummary() =>
        new(Version, DateTimeOffset.FromUnixTimeMilliseconds(Created_At), Kind, new(Actor_Key, Enum.Parse<Role>(Actor_Role)));

    public StoredConfig ToConfig() => new(ToSummary(), Encoding.UTF8.GetBytes(Config), Secrets, Trusted);

    public static object From(Guid organizationId, StoredConfig config) => new
    {
        Organization_Id = organizationId.ToString(),
        Version = config.Number,
        Config = Encoding.UTF8.GetString(config.Json),
        config.Secrets,
        config.Trusted,
        config.Summary.Kind,
        Actor_Key = config.Summary.Actor.KeyId,
        Actor_Role = config.Summary.Actor.Role.ToString(),
        Created_At = config.Summary.CreatedAt.ToUnixTimeMilliseconds(),
    };
}

internal sealed class ApiKeyRow
{
    public string Id { get; init; } = "";

    public string Organization_Id { get; init; } = "";

    public string Name { get; init; } = "";

    public string Role { get; init; } = "";

    public string? Subject { get; init; }

    public string? Setup { get; init; }

    public string? Models { get; init; }

    public byte[] Hash { get; init; } = [];

    public long Created_At { get; init; }

    public long? Expires_At { get; init; }

    public long? Requests_Per_Minute { get; init; }

    public long? Concurrent_Requests { get; init; }

    public long? Last_Used_At { get; init; }

    public string? Replaces { get; init; }

    public string? Replaced_By { get; init; }

    public ApiKey ToKey() => new()
    {
        Id = Id,
        OrganizationId = Guid.Parse(Organization_Id),
        Name = Name,
        Role = Enum.Parse<Role>(Role),
        Subject = Subject,
        Setup = Setup,
        Models = Models is null ? null : JsonSerializer.Deserialize<ImmutableArray<string>>(Models),
        Hash = KeyHash.FromBytes(Hash),
        CreatedAt = DateTimeOffset.FromUnixTimeMilliseconds(Created_At),
        ExpiresAt = Expires_At is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null,
        Limits = Requests_Per_Minute is null && Concurrent_Requests is null ? null : new((int?)Requests_Per_Minute, (int?)Concurrent_Requests),
        LastUsedAt = Last_Used_At is { } used ? DateTimeOffset.FromUnixTimeMilliseconds(used) : null,
        Replaces = Replaces,
        ReplacedBy = Replaced_By,
    };

    public static object From(ApiKey key) => new
    {
        key.Id,
        Organization_Id = key.OrganizationId.ToString(),
        key.Name,
        Role = key.Role.ToString(),
        key.Subject,
        key.Setup,
        Models = key.Models is { } models ? JsonSerializer.Serialize(models) : null,
        Hash = key.Hash.ToBytes(),
        Created_At = key.CreatedAt.ToUnixTimeMilliseconds(),
        Expires_At = key.ExpiresAt?.ToUnixTimeMilliseconds(),
        Requests_Per_Minute = key.Limits?.RequestsPerMinute,
        Concurrent_Requests = key.Limits?.ConcurrentRequests,
        key.Replaces,
        Replaced_By = key.ReplacedBy,
    };
}
