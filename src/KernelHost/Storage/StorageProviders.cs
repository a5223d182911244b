using KernelHost.Security;
using KernelHost.Storage.LiteDb;
using KernelHost.Storage.Sqlite;

namespace KernelHost.Storage;

/// <summary>A kind of database.</summary>
/// <param name="Name">As <c>Storage:Provider</c> writes it.</param>
/// <param name="Open">Opens it in a data directory, with what links its audit entries. Does no I/O yet.</param>
/// <param name="Unavailable">Why this build does not have it; null when it does.</param>
internal sealed record StorageProvider(string Name, Func<string, AuditChain, IStorage> Open, string? Unavailable = null);

/// <summary>The kinds there are. The one place that names storage classes.</summary>
internal static class StorageProviders
{
    public static IReadOnlyList<StorageProvider> All { get; } =
    [
        new("sqlite", (directory, chain) => new SqliteStorage(Path.Combine(directory, "kernelhost.db"), chain)),
        LiteDbProvider.Provider,
        Missing("postgres", "Storage:Provider \"postgres\" is not in this version yet. Use \"sqlite\"."),
    ];

    public static StorageProvider? Find(string name) => All.FirstOrDefault(one => one.Name == name);

    public static StorageProvider Missing(string name, string reason) => new(name, (_, _) => throw new StorageException(reason), reason);
}
