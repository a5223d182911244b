using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.DataProtection;

namespace KernelHost.Security;

/// <summary>
/// Encrypts the secrets of one config version as one piece, with ASP.NET Core data protection. The purposes are
/// <c>KernelHost.ConfigSecrets.v1</c> and the organisation's id, so what was encrypted for one organisation cannot be read as another's.
/// A database without its <see cref="KeyRing"/> shows no secret.
/// </summary>
internal sealed class SecretProtector(KeyRing ring)
{
    private const string Purpose = "KernelHost.ConfigSecrets.v1";

    /// <param name="secrets">By where they stand and what they are called there.</param>
    /// <returns>Null when there is nothing to keep.</returns>
    public byte[]? Protect(Guid organizationId, SecretsByHolder secrets) => secrets.Count == 0
        ? null
        : For(organizationId).Protect(JsonSerializer.SerializeToUtf8Bytes(secrets, SecretsJsonContext.Default.SecretsByHolder));

    /// <returns>Null when the key ring that encrypted them is not there: the secrets are lost, the organisation is not.</returns>
    public SecretsByHolder? Unprotect(Guid organizationId, byte[] secrets)
    {
        try
        {
            return JsonSerializer.Deserialize(For(organizationId).Unprotect(secrets), SecretsJsonContext.Default.SecretsByHolder);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    /// <summary>The same secrets, encrypted with the ring's newest key.</summary>
    /// <returns>Null when they cannot be read any more.</returns>
    public byte[]? Renew(Guid organizationId, byte[] secrets) =>
        Unprotect(organizationId, secrets) is { } readable ? Protect(organizationId, readable) : null;

    private IDataProtector For(Guid organizationId) => ring.Protector(Purpose, organizationId.ToString("N"));
}

/// <summary>Readable secrets, on their way to or from the encrypted form only.</summary>
internal sealed class SecretsByHolder : Dictionary<string, Dictionary<string, string>>;

[JsonSerializable(typeof(SecretsByHolder))]
internal sealed partial class SecretsJsonContext : JsonSerializerContext;
