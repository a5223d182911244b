using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.DataProtection;

namespace KernelHost.Security;

/// <summary>
/// Encrypts the secrets of one config version as one piece, with ASP.NET Core data protection. The purposes are
/// <c>KernelHost.ConfigSecrets.v1</c> and the organisation's id, so what was encrypted for one organisation cannot be read as another's.
/// The key ring is in <c>keys</c> under the data directory; a database without it shows no secret.
/// </summary>
internal sealed class SecretProtector(IDataProtectionProvider provider)
{
    private const string Purpose = "KernelHost.ConfigSecrets.v1";

    /// <returns>Null when there is nothing to keep.</returns>
    public byte[]? Protect(Guid organizationId, ImmutableSortedDictionary<string, string> secrets) => secrets.IsEmpty
        ? null
        : For(organizationId).Protect(JsonSerializer.SerializeToUtf8Bytes(secrets, SecretsJsonContext.Default.ImmutableSortedDictionaryStringString));

    /// <returns>Null when the key ring that encrypted them is not there: the secrets are lost, the organisation is not.</returns>
    public ImmutableSortedDictionary<string, string>? Unprotect(Guid organizationId, byte[] secrets)
    {
        try
        {
            return JsonSerializer.Deserialize(For(organizationId).Unprotect(secrets), SecretsJsonContext.Default.ImmutableSortedDictionaryStringString);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private IDataProtector For(Guid organizationId) => provider.CreateProtector(Purpose, organizationId.ToString("N"));
}

[JsonSerializable(typeof(ImmutableSortedDictionary<string, string>))]
internal sealed partial class SecretsJsonContext : JsonSerializerContext;
