using KernelHost.Organizations;
using KernelHost.Records;
using KernelHost.Security;

namespace KernelHost.Storage;

/// <summary>All stores of one database. Thread-safe.</summary>
internal interface IStorage : IOrganizationStore, IApiKeyStore, IAuditStore, IRecordStore, IDisposable
{
    /// <summary>Makes the database or brings it up to this build's schema, whole or not at all.</summary>
    /// <exception cref="StorageException">It comes from a newer build, or cannot be opened.</exception>
    Task MigrateAsync(CancellationToken cancellationToken);

    /// <summary>Asks the database for something small.</summary>
    /// <exception cref="StorageException">It does not answer.</exception>
    Task CheckAsync(CancellationToken cancellationToken);
}

/// <summary>The database cannot be used; the message says what to do about it.</summary>
public sealed class StorageException(string message, Exception? innerException = null) : Exception(message, innerException);

/// <summary>For <c>/readyz</c>.</summary>
public sealed class StorageHealth
{
    private readonly IStorage _storage;

    internal StorageHealth(IStorage storage) => _storage = storage;

    /// <returns>Null when the store answers; else why not.</returns>
    public async Task<string?> CheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _storage.CheckAsync(cancellationToken);
            return null;
        }
        catch (StorageException failure)
        {
            return failure.Message;
        }
    }
}
