using System.Collections.Concurrent;
using System.Collections.Immutable;
using KernelHost.Events;
using KernelHost.Models;
using KernelHost.Organizations;
using KernelHost.Security;

namespace KernelHost.Routing.Switching;

/// <summary>
/// Switches that are not stored: they lie over the config until the host ends, or until the config itself gives their role another model.
/// Thread-safe; reading is one look-up in memory.
/// </summary>
public sealed class ModelOverrides(HostEvents events)
{
    private readonly ConcurrentDictionary<string, ImmutableArray<ModelOverride>> _byOrganization = new(StringComparer.Ordinal);

    /// <summary>The same array as long as nothing changed.</summary>
    public ImmutableArray<ModelOverride> Of(string organization) => _byOrganization.GetValueOrDefault(organization, []);

    public ModelOverride? Find(string organization, string setup, ModelRole role) =>
        Of(organization).FirstOrDefault(one => one.Switch.Setup == setup && one.Switch.Role == role);

    public void Set(string organization, ModelOverride wanted) => _byOrganization.AddOrUpdate(
        organization, _ => [wanted], (_, before) => [.. before.Where(one => !Same(one, wanted.Switch.Setup, wanted.Switch.Role)), wanted]);

    /// <param name="now">What the config names for the role.</param>
    /// <returns>Whether there was one.</returns>
    public bool Clear(string organization, string setup, ModelRole role, ModelReference? now)
    {
        var there = Find(organization, setup, role) is not null;
        Keep(organization, one => !Same(one, setup, role), _ => now);
        return there;
    }

    /// <summary>For an organisation that is gone: its slug may be given again.</summary>
    public void Forget(string organization) => _byOrganization.TryRemove(organization, out _);

    /// <summary>
    /// A role that the config now gives another model, or a provider it no longer has, ends an override. So does another address of the provider: the
    /// override's key was given for the one that was there, and would go where somebody else, trusted less perhaps, says.
    /// </summary>
    public void Reconsider(ConfigVersion now) => Keep(
        now.Organization,
        one => now.Config.FindSetup(one.Switch.Setup) is var (_, setup)
            && ModelSwitch.Of(setup, one.Switch.Role) == one.Replaces
            && setup.Providers.Find(one.Switch.Model.Provider) is null or { Enabled: true }
            && (one.Switch.ApiKey is null || one.Switch.AddressIn(setup) == one.Address),
        one => now.Config.FindSetup(one.Switch.Setup) is var (_, setup) ? ModelSwitch.Of(setup, one.Switch.Role) : null);

    /// <summary>The config as it works with these overrides. A key goes only to the host it was given for, and an address is trusted as its writer is, here too.</summary>
    public static OrgConfig Apply(OrgConfig config, ImmutableArray<ModelOverride> overrides) => overrides.Aggregate(config, (before, one) =>
        ConfigTrust.Carry(SecretCarryOver.Code(one.Switch.ApplyTo(before), before).Config, before, one.Actor, restored: false));

    private void Keep(string organization, Func<ModelOverride, bool> keep, Func<ModelOverride, ModelReference?> now)
    {
        while (_byOrganization.TryGetValue(organization, out var before) && before.RemoveAll(one => !keep(one)) is var after && after.Length < before.Length)
        {
            if (_byOrganization.TryUpdate(organization, after, before))
            {
                Tell(organization, before.Except(after), now);
                return;
            }
        }
    }

    private void Tell(string organization, IEnumerable<ModelOverride> ended, Func<ModelOverride, ModelReference?> now)
    {
        foreach (var one in ended)
        {
            var named = now(one) is { IsEmpty: false } model ? model.ToString() : null;
            events.Publish(new OverrideEnded(organization, one.Switch.Setup, one.Switch.Role.Wire(), one.Switch.Model.ToString(), named));
        }
    }

    private static bool Same(ModelOverride one, string setup, ModelRole role) => one.Switch.Setup == setup && one.Switch.Role == role;
}

/// <param name="Actor">Who made it.</param>
/// <param name="Replaces">What the config names for the role; null when it names nothing.</param>
public sealed record ModelOverride(ModelSwitch Switch, ModelReference? Replaces, Actor Actor, DateTimeOffset Since)
{
    /// <summary>Where the provider is reached with the switch, when it was made; null = nowhere.</summary>
    public string? Address { get; init; }
}
