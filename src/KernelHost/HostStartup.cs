using KernelHost.Organizations;
using KernelHost.Storage;

namespace KernelHost;

/// <summary>What a host does before it takes the first request.</summary>
public sealed class HostStartup
{
    private readonly IStorage _storage;
    private readonly OrganizationStartup _organizations;

    internal HostStartup(IStorage storage, OrganizationStartup organizations) => (_storage, _organizations) = (storage, organizations);

    /// <summary>Brings the store up to date, loads organisations and keys, sees to the system organisation, its environment and an admin key. Call it once.</summary>
    /// <exception cref="StorageException">The store cannot be used; the message says why and what to do.</exception>
    public async Task<AdminAccess> InitializeAsync(CancellationToken cancellationToken = default)
    {
        await _storage.MigrateAsync(cancellationToken);
        return await _organizations.InitializeAsync(cancellationToken);
    }
}
