using System.Collections.Immutable;
using KernelHost.Throttling;

namespace KernelHost.Security;

/// <summary>Who is calling, from the key that was presented. Immutable.</summary>
/// <param name="Organization">The slug of the key's organisation. A system admin's is <c>system</c>.</param>
/// <param name="Setup">The only setup the key may use; null = any.</param>
/// <param name="Models">The only models the key may use, as a client writes them; null = all.</param>
public sealed record Caller(string KeyId, Role Role, string Organization, string? Subject, string? Setup, ImmutableArray<string>? Models)
{
    /// <summary>The client's address, as the connection has it; null when the call did not come over one.</summary>
    public string? Address { get; init; }

    public Actor Actor => new(KeyId, Role, Address);

    /// <summary>How much the key may ask for at the model endpoints; null = no limits of its own.</summary>
    public RequestLimits? Limits { get; init; }

    /// <summary>When the key ends; null = never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}

/// <summary>Why a key was not accepted.</summary>
public enum KeyRefusal
{
    /// <summary>Never made, revoked, or of an organisation that was deleted: all look the same from outside. 401.</summary>
    Unknown,

    /// <summary>401.</summary>
    Expired,

    /// <summary>The key is good, its organisation is suspended. 403.</summary>
    OrganizationSuspended,

    /// <summary>Too many wrong keys came from this address; this one was not looked at. 429.</summary>
    TooManyGuesses,
}

/// <summary>Either a caller or the reason there is none.</summary>
public readonly record struct Authentication(Caller? Caller, KeyRefusal? Refusal)
{
    /// <summary>When it is worth trying again, if that is the reason.</summary>
    public TimeSpan? RetryAfter { get; init; }

    public static implicit operator Authentication(KeyRefusal refusal) => new(null, refusal);

    public static implicit operator Authentication(Caller caller) => new(caller, null);
}
