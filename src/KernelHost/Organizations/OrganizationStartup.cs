using KernelHost.Security;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace KernelHost.Organizations;

/// <summary>What must be done before the first request: load what is stored, see to the system organisation and to a way in.</summary>
internal sealed partial class OrganizationStartup(
    OrganizationDirectory directory, SystemOrganization system, ApiKeyDirectory keys, IOptions<KernelHostOptions> options, ILogger<OrganizationStartup> logger)
{
    private readonly KernelHostOptions _options = options.Value;

    /// <summary>Once, when the store is there and before the server listens.</summary>
    /// <returns>Where the way in is.</returns>
    public async Task<AdminAccess> InitializeAsync(CancellationToken cancellationToken = default)
    {
        await directory.LoadAsync(cancellationToken);
        await system.EnsureAsync(cancellationToken);
        await keys.LoadAsync(cancellationToken);
        await directory.PurgeExpiredAsync(cancellationToken);
        await SyncAsync(cancellationToken);
        return await EnsureAdminKeyAsync(cancellationToken);
    }

    // A bad variable must not keep a host with a good stored config from starting.
    private async Task SyncAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var warning in (await system.SyncAsync(Actor.Host, cancellationToken)).Warnings)
            {
                LogCorrected(warning.Path, warning.Message);
            }
        }
        catch (ConfigRejectedException rejected)
        {
            LogRejected(rejected.Message);
        }
    }

    private async Task<AdminAccess> EnsureAdminKeyAsync(CancellationToken cancellationToken)
    {
        var admin = new NewApiKey("admin", Role.SystemAdmin);
        if (_options.AdminKey is { Length: > 0 } configured)
        {
            if (configured.Length < KernelHostOptions.SafeKeyLength)
            {
                LogShortAdminKey(KernelHostOptions.SafeKeyLength);
            }

            keys.AddConfigured(Organization.SystemSlug, admin, configured);
            return new(null, IsNew: false);
        }

        var path = AdminKeyFile.PathIn(_options.DataDirectory);
        if (keys.HasSystemAdmin)
        {
            return new(path, IsNew: false);
        }

        // Written down before it counts: a crash in between makes another key at the next start, never one that nobody knows.
        var secret = ApiKeyDirectory.NewSecret();
        await AdminKeyFile.WriteAsync(path, secret, cancellationToken);
        await keys.AddKnownAsync(Organization.SystemSlug, admin, secret, cancellationToken);
        return new(path, IsNew: true);
    }

    [LoggerMessage(LogLevel.Warning, "KernelHost:AdminKey has fewer than {Least} characters and may be guessed: set it to a random one, such as the output of \"openssl rand -hex 32\", or leave it out and the host makes one.")]
    private partial void LogShortAdminKey(int least);

    [LoggerMessage(LogLevel.Warning, "The environment's settings were corrected at {Path}: {Message}")]
    private partial void LogCorrected(string path, string message);

    [LoggerMessage(LogLevel.Error, "The environment's settings were not taken over. {Reason}")]
    private partial void LogRejected(string reason);
}

/// <summary>How an administrator gets in.</summary>
/// <param name="KeyFile">The file the key was written to at the first start; null when the setting <c>KernelHost:AdminKey</c> is the key.</param>
/// <param name="IsNew">Whether it was written just now.</param>
public sealed record AdminAccess(string? KeyFile, bool IsNew);
