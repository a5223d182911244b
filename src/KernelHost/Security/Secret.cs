using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace KernelHost.Security;

/// <summary>
/// Text that must not be seen: it prints as <c>***</c>, has no conversion to string, and is compared in constant time.
/// Thread-safe (immutable).
/// </summary>
[DebuggerDisplay("***")]
public sealed class Secret(string value) : IEquatable<Secret>
{
    /// <summary>The text itself. Call it only where it leaves for the upstream or for the encrypted store.</summary>
    public string Reveal() => value;

    public bool Equals(Secret? other) => other is not null
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(value), Encoding.UTF8.GetBytes(other.Reveal()));

    public override bool Equals(object? obj) => Equals(obj as Secret);

    public override int GetHashCode() => value.Length;

    public override string ToString() => "***";
}
