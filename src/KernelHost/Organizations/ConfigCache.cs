using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace KernelHost.Organizations;

/// <summary>
/// Parsed configs in use; those idle for a while are dropped and read again when needed. Bounded: when full, the least recently used go.
/// Keyed by organisation and version, so an entry is never out of date.
/// </summary>
internal sealed class ConfigCache(IOptions<OrganizationsOptions> options) : IDisposable
{
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(20);

    private readonly MemoryCache _parsed = new(new MemoryCacheOptions { SizeLimit = options.Value.CachedConfigs });

    public ConfigVersion? Find(Guid organizationId, long version) => _parsed.Get<ConfigVersion>((organizationId, version));

    public void Add(Guid organizationId, ConfigVersion config) =>
        _parsed.Set((organizationId, config.Version), config, new MemoryCacheEntryOptions { Size = 1, SlidingExpiration = Idle });

    public void Dispose() => _parsed.Dispose();
}
