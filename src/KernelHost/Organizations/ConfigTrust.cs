using System.Collections.Immutable;
using KernelHost.Security;

namespace KernelHost.Organizations;

/// <summary>Who is behind the values of a config (decision 0006): what stays keeps the trust it has, what changes has the trust of whoever changed it. Pure.</summary>
internal static class ConfigTrust
{
    /// <summary>Everything in it as the word of whoever wrote it.</summary>
    public static OrgConfig WrittenBy(Actor actor, OrgConfig config) => ConfigAddresses.Map(config, holder => Confers(actor) ? Whole(holder) : Trust.None);

    /// <summary>The config after a change, with the trust that is in it now.</summary>
    /// <param name="restored">Whether it is an old version: what returns has the trust it had there, and from an org-admin none.</param>
    public static OrgConfig Carry(OrgConfig changed, OrgConfig today, Actor actor, bool restored)
    {
        var before = ConfigAddresses.Collect(today);
        return ConfigAddresses.Map(changed, holder =>
            Carry(holder, before.GetValueOrDefault(holder.Path), !Confers(actor) ? Trust.None : restored ? holder.Trust : Whole(holder), Confers(actor)));
    }

    private static Trust Carry(AddressHolder holder, AddressHolder? before, Trust gained, bool confers)
    {
        var sameAddress = before is not null && before.HasAddressOf(holder);
        var address = sameAddress ? before?.IsTrusted is true : gained.CoversAddress(holder.Address);
        return new(address ? holder.Address : null, holder.Secrets.Where(secret => IsTrusted(secret.Key, secret.Value)).ToImmutableDictionary());

        // A reference that stays while an org-admin moves the address would be a key sent somewhere else, so there it loses its trust.
        bool IsTrusted(string member, Secret secret)
        {
            var stayed = before?.Secrets.GetValueOrDefault(member) is { } stored && (confers ? ReferenceEquals(stored, secret) : stored.Equals(secret));
            return stayed ? (sameAddress || confers) && before?.Trust.CoversSecret(member, secret) is true : gained.CoversSecret(member, secret);
        }
    }

    private static bool Confers(Actor actor) => actor.Role == Role.SystemAdmin;

    private static Trust Whole(AddressHolder holder) => new(holder.Address, holder.Secrets);
}
