using System.Diagnostics.CodeAnalysis;
using KernelHost.Organizations;
using KernelHost.Security;

namespace KernelHost.Providers;

/// <summary>Turns a provider's settings into a connection, or says why there can be none. Thread-safe.</summary>
public sealed class ProviderConnections(EnvironmentSecrets secrets, AllowedUpstreams allowed)
{
    /// <param name="organization">The slug of the organisation whose setup it is in: what an org-admin may use depends on it.</param>
    public bool TryConnect(
        string organization, string name, ProviderSettings settings, [NotNullWhen(true)] out ProviderConnection? connection, [NotNullWhen(false)] out string? obstacle)
    {
        connection = null;
        if (ProviderKinds.Of(name, settings) is not { } kind)
        {
            obstacle = $"provider {name} is of no known kind";
            return false;
        }

        var address = ProviderKinds.AddressOf(name, settings);
        if (!Uri.TryCreate(address, UriKind.Absolute, out var baseUrl))
        {
            obstacle = $"provider {name} has no base_url";
            return false;
        }

        var reach = kind.Name == ProviderKinds.Embedded ? UpstreamReach.Public : ReachOf(address, settings);
        var key = secrets.Resolve(settings.ApiKey, settings.Trust.CoversSecret(ConfigAddresses.ApiKey, settings.ApiKey), organization);
        obstacle = reach is null ? $"the address of provider {name} is not allowed to org-admins; a system admin can set it, or add its host to Security:AllowedUpstreams"
            : key.Reason is { } missing ? $"the key of provider {name}: {missing.TrimEnd('.')}"
            : key.Value is { } value && !CanStandInHeader(value) ? $"the key of provider {name} holds a line break or another character that a header cannot carry"
            : key.Value is null && kind.KeyRequired && settings.BaseUrl is null or "" ? $"provider {name} has no api_key"
            : null;
        connection = obstacle is not null ? null
            : new() { Name = name, Kind = kind.Name, BaseUrl = baseUrl, Key = key.Value, Reach = reach ?? default, Timeouts = AttemptTimeouts.Default.With(settings.Timeouts) };
        return connection is not null;
    }

    /// <summary>Null when the address is not allowed. It was when the config was accepted; the list may have changed since.</summary>
    private UpstreamReach? ReachOf(string address, ProviderSettings settings) =>
        settings.Trust.CoversAddress(address) ? UpstreamReach.Trusted : allowed.ReachOf(address);

    // Configs are checked at the door; this is for what a variable holds. Blanks around a key are cut off where it is sent.
    private static bool CanStandInHeader(Secret key) => key.Reveal().AsSpan().Trim().IndexOfAnyExceptInRange(' ', '~') < 0;
}
