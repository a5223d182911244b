namespace KernelHost.Security;

/// <summary>Where keys are kept. A change and its audit entry are stored together or not at all, and durably.</summary>
internal interface IApiKeyStore
{
    Task<IReadOnlyList<ApiKey>> LoadKeysAsync(CancellationToken cancellationToken);

    Task AddKeyAsync(ApiKey key, AuditDraft audit, CancellationToken cancellationToken);

    /// <summary>Stores all of it but its hash, its organisation and its last use.</summary>
    /// <returns>False when there is no such key any more.</returns>
    Task<bool> UpdateKeyAsync(ApiKey key, AuditDraft audit, CancellationToken cancellationToken);

    /// <summary>Updates the old one and adds its successor.</summary>
    /// <returns>False when the old one is not there any more; then nothing is stored.</returns>
    Task<bool> ReplaceKeyAsync(ApiKey old, ApiKey successor, AuditDraft audit, CancellationToken cancellationToken);

    /// <returns>False when there is no such key any more.</returns>
    Task<bool> RemoveKeyAsync(string id, AuditDraft audit, CancellationToken cancellationToken);

    /// <summary>Notes when keys were last used, all at once; those that are gone are passed over. Nothing for the audit log.</summary>
    Task SaveKeyUseAsync(IReadOnlyList<KeyUse> uses, CancellationToken cancellationToken);
}

/// <param name="At">To the minute.</param>
internal sealed record KeyUse(string KeyId, DateTimeOffset At);
