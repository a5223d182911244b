using System.Collections.Immutable;
using KernelHost.Security;

namespace KernelHost.Organizations;

/// <summary>Write-only secrets across edits (contract, sections 2 and 7): a secret goes only to the destination it was stored with.</summary>
internal static class SecretCarryOver
{
    /// <summary>An edit: what it leaves out keeps today's secret, what it sets to null goes; where the destination changed, what is not given again goes too.</summary>
    public static (OrgConfig Config, ImmutableArray<ConfigProblem> Warnings) Edit(OrgConfig edited, OrgConfig today)
    {
        var stored = ConfigSecrets.Collect(today);
        var warnings = ImmutableArray.CreateBuilder<ConfigProblem>();
        var config = ConfigSecrets.Map(edited, holder =>
        {
            var kept = ImmutableDictionary<string, Secret>.Empty;
            if (stored.TryGetValue(holder.Path, out var before))
            {
                if (before.Destination == holder.Destination)
                {
                    kept = before.Secrets;
                }
                else
                {
                    warnings.AddRange(before.Secrets.Keys.Where(name => !holder.Secrets.ContainsKey(name)).Order(StringComparer.Ordinal)
                        .Select(name => Cleared(holder.Path, name)));
                }
            }

            return WithoutDeleted(kept.RemoveRange(holder.Secrets.Keys).AddRange(holder.Secrets));   // not SetItems: it keeps the old one of two that are equal
        });
        return (config, warnings.ToImmutable());
    }

    /// <summary>
    /// A restored version: today's secrets (or their absence) where the destination is the same, the version's own where today has none such. An org-admin
    /// brings back no secret of a system admin's: it may have been taken away, and deleting what it was taken from would be the way to get it back.
    /// </summary>
    public static (OrgConfig Config, ImmutableArray<ConfigProblem> Warnings) Restore(OrgConfig restored, OrgConfig today, Actor actor)
    {
        var stored = ConfigSecrets.Collect(today);
        var withheld = actor.Role == Role.SystemAdmin ? [] : ConfigAddresses.TrustedSecrets(restored);
        var warnings = ImmutableArray.CreateBuilder<ConfigProblem>();
        var config = ConfigSecrets.Map(restored, holder =>
        {
            if (stored.TryGetValue(holder.Path, out var current) && current.Destination == holder.Destination)
            {
                return current.Secrets;
            }

            var gone = holder.Secrets.Keys.Where(name => withheld.Contains(JsonPath.Member(holder.Path, name))).ToArray();
            warnings.AddRange(holder.Secrets.Keys.Order(StringComparer.Ordinal).Select(name => gone.Contains(name) ? Withheld(holder.Path, name) : Restored(holder.Path, name)));
            return holder.Secrets.RemoveRange(gone);
        });
        return (config, warnings.ToImmutable());
    }

    /// <summary>An edit by code, which passes secrets through: one that is the very same as one stored for another destination, here or in another place, was not given for this one.</summary>
    public static (OrgConfig Config, ImmutableArray<ConfigProblem> Warnings) Code(OrgConfig edited, OrgConfig today)
    {
        var destinations = ConfigSecrets.Collect(today).Values
            .SelectMany(holder => holder.Secrets.Values.Select(secret => (Secret: secret, holder.Destination)))
            .ToLookup(one => (object)one.Secret, one => one.Destination, ReferenceEqualityComparer.Instance);
        var warnings = ImmutableArray.CreateBuilder<ConfigProblem>();
        var config = ConfigSecrets.Map(edited, holder =>
        {
            var strayed = holder.Secrets.Where(pair => destinations.Contains(pair.Value) && !destinations[pair.Value].Contains(holder.Destination))
                .Select(pair => pair.Key).ToArray();
            warnings.AddRange(strayed.Order(StringComparer.Ordinal).Select(name => Cleared(holder.Path, name)));
            return WithoutDeleted(holder.Secrets.RemoveRange(strayed));
        });
        return (config, warnings.ToImmutable());
    }

    /// <summary>A config with nothing before it.</summary>
    public static OrgConfig First(OrgConfig config) => ConfigSecrets.Map(config, holder => WithoutDeleted(holder.Secrets));

    private static ImmutableDictionary<string, Secret> WithoutDeleted(ImmutableDictionary<string, Secret> secrets) =>
        secrets.RemoveRange(secrets.Where(pair => pair.Value.Equals(ConfigSecrets.Deleted)).Select(pair => pair.Key));

    private static ConfigProblem Cleared(string path, string name) => new(JsonPath.Member(path, name), "secret_cleared",
        "The address changed, so the stored secret was cleared: a secret goes only to the host it was given for. Give it again.");

    private static ConfigProblem Restored(string path, string name) => new(JsonPath.Member(path, name), "secret_restored",
        "Today's configuration has no secret for this address, so the version's own came back. If it was replaced since, give the new one.");

    private static ConfigProblem Withheld(string path, string name) => new(JsonPath.Member(path, name), "secret_withheld",
        "A system admin gave this secret and it is not in use today, so it did not come back. Give one of your own, or ask a system admin to restore the version.");
}
