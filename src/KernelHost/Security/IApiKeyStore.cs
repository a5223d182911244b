namespace KernelHost.Security;

/// <summary>Where keys are kept. A change and its audit entry are stored together or not at all, and durably.</summary>
internal interface IApiKeyStore
{
    Task<IReadOnlyList<ApiKey>> LoadKeysAsync(CancellationToken cancellationToken);

    Task AddKeyAsync(ApiKey key, AuditDraft audit, CancellationToken cancellationToken);

    /// <returns>False when there is no such key any more.</returns>
    Task<bool> RemoveKeyAsync(string id, AuditDraft audit, CancellationToken cancellationToken);
}
