using System.Net;

namespace KernelHost.Security;

/// <summary>Tells who presents a key from where, unless too many wrong ones came from there. Does no I/O. Thread-safe.</summary>
public sealed class Authenticator(ApiKeyDirectory keys, GuessThrottle throttle)
{
    /// <param name="address">Whom the request came from; null = not known, and then not throttled.</param>
    public Authentication Authenticate(ReadOnlySpan<char> presented, IPAddress? address)
    {
        var hash = KeyHash.TryCompute(presented);
        if (throttle.Wait(address, hash) is { } wait)
        {
            return new(null, KeyRefusal.TooManyGuesses) { RetryAfter = wait };
        }

        var authentication = keys.Authenticate(hash);
        if (authentication.Refusal is null or KeyRefusal.OrganizationSuspended)
        {
            throttle.Accepted(address, hash);
        }
        else
        {
            throttle.Refused(address, hash);
        }

        return authentication;
    }
}
