using System.Collections.Immutable;
using KernelHost.Security;

namespace KernelHost.Organizations;

/// <summary>What a config may not hold unless a system admin wrote it (contract, section 7): addresses off the list, variables that were not granted, commands. Pure.</summary>
internal sealed class UpstreamPolicy(AllowedUpstreams allowed, EnvironmentSecrets secrets, AllowedCommands commands)
{
    /// <summary>The draft with whose word its values are. Every change passes here, whichever way it came.</summary>
    /// <exception cref="ConfigRejectedException">With the draft's own errors too.</exception>
    public ConfigDraft Accept(string organization, Actor actor, ConfigDraft draft, OrgConfig today, bool restored)
    {
        var config = ConfigTrust.Carry(draft.Config, today, actor, restored);
        var (errors, warnings) = Check(organization, config, today, restored);
        ImmutableArray<ConfigProblem> all = [.. draft.Errors, .. errors.Where(error => !draft.Errors.Any(wrong => Hides(wrong.Path, error.Path)))];
        return all.IsEmpty ? draft with { Config = config, Warnings = [.. draft.Warnings, .. warnings] } : throw new ConfigRejectedException(draft.AsSent(all));
    }

    // Where the shape or the kind was wrong the address is not what was meant, so nothing is said of it.
    private static bool Hides(string wrong, string address) =>
        address.StartsWith(wrong, StringComparison.Ordinal) || wrong == $"{address[..address.LastIndexOf('.')]}.kind";

    /// <summary>An address that is new here is an error; one that was there (the list got shorter, say) is a warning, and its provider is unavailable.</summary>
    private (ImmutableArray<ConfigProblem> Errors, ImmutableArray<ConfigProblem> Warnings) Check(string organization, OrgConfig config, OrgConfig today, bool restored)
    {
        var before = ConfigAddresses.Collect(today);
        var holders = ConfigAddresses.Collect(config).Values.OrderBy(holder => holder.Path, StringComparer.Ordinal).ToArray();
        var refused = holders.Where(IsRefused).ToLookup(holder => before.GetValueOrDefault(holder.Path)?.HasAddressOf(holder) is true);
        var started = holders.SelectMany(NotStarted).ToLookup(one => one.Holder.IsTrusted || before.GetValueOrDefault(one.Holder.Path)?.HasAddressOf(one.Holder) is true, one => one.Problem);
        return (
            [.. refused[false].Select(holder => NotAllowed(holder, restored)), .. started[false]],
            [.. refused[true].Select(holder => NotAllowed(holder, restored: false)), .. started[true], .. holders.SelectMany(holder => NotGranted(organization, holder))]);
    }

    /// <summary>Why a command will not be started: it is not on the list, whoever wrote it; or a variable is not, and an org-admin did.</summary>
    private IEnumerable<(AddressHolder Holder, ConfigProblem Problem)> NotStarted(AddressHolder holder)
    {
        if (holder.Command is not { } command)
        {
            yield break;
        }

        if (!commands.Permits(command))
        {
            yield return (holder, new($"{holder.Path}.{holder.Member}", "command_not_allowed",
                $"This host starts the commands of Mcp:AllowedCommands only. Ask whoever runs it to add \"{command[0]}\" to the list, with the arguments that it must begin with."));
        }

        foreach (var member in holder.Secrets.Keys.Where(member => !holder.IsTrusted && member.StartsWith(ConfigAddresses.Env, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            var name = member[ConfigAddresses.Env.Length..];
            if (!commands.PermitsVariable(name))
            {
                yield return (holder, new(holder.SecretPath(member), "variable_not_allowed",
                    $"An org-admin may give a command the variables of Mcp:AllowedVariables only. Ask a system admin to set the server, or to add \"{name}\" to the list."));
            }
        }
    }

    // What is no address at all is the business of the rules of shape.
    private bool IsRefused(AddressHolder holder) => holder is { IsUrl: true, Address: { } text } && !holder.IsTrusted
        && UpstreamAddress.TryParse(text, out _, out _) && allowed.ReachOf(text) is null;

    private static ConfigProblem NotAllowed(AddressHolder holder, bool restored)
    {
        var host = UpstreamAddress.TryParse(holder.Address ?? "", out var address, out _) ? address.Authority : "its host";
        return new($"{holder.Path}.{holder.Member}", "upstream_not_allowed", restored
            ? $"The version's address is not allowed to org-admins of this host any more. A system admin can restore the version, or add \"{host}\" to Security:AllowedUpstreams."
            : $"An org-admin may use the upstreams of Security:AllowedUpstreams only. Ask a system admin to set this address, or to add \"{host}\" to the list.");
    }

    private IEnumerable<ConfigProblem> NotGranted(string organization, AddressHolder holder) =>
        from secret in holder.Secrets.OrderBy(secret => secret.Key, StringComparer.Ordinal)
        where !holder.Trust.CoversSecret(secret.Key, secret.Value)
        from variable in secrets.NotGranted(secret.Value, organization)
        select new ConfigProblem(holder.SecretPath(secret.Key), "environment_not_allowed",
            $"The environment variable {variable} is not this organisation's to use, so this does not work yet. Give the key itself, or ask a system admin to set "
            + $"the reference or to add \"{variable}\" to Security:OrganizationEnvironmentVariables:{organization}.");
}
