using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace KernelHost.Security;

/// <summary>
/// What something was before and after a change, as the SHA-256 of its public JSON: enough to prove which state it was, and never made from
/// a secret, because a digest of a weak secret can be guessed.
/// </summary>
internal static class AuditDigest
{
    /// <param name="before">Public JSON, UTF-8; null = it was not there.</param>
    /// <param name="after">Public JSON, UTF-8; null = it is no longer there.</param>
    public static JsonObject WithDigests(this JsonObject data, byte[]? before, byte[]? after)
    {
        data["before"] = Of(before);
        data["after"] = Of(after);
        return data;
    }

    public static string? Of(byte[]? publicJson) => publicJson is null ? null : Convert.ToHexStringLower(SHA256.HashData(publicJson));
}
