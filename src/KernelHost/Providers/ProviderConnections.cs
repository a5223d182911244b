using System.Diagnostics.CodeAnalysis;
using KernelHost.Organizations;
using KernelHost.Security;

namespace KernelHost.Providers;

/// <summary>Turns a provider's settings into a connection, or says why there can be none. Thread-safe.</summary>
public sealed class ProviderConnections(EnvironmentSecrets secrets)
{
    public bool TryConnect(string name, ProviderSettings settings, [NotNullWhen(true)] out ProviderConnection? connection, out string? obstacle)
    {
        connection = null;
        if (ProviderKinds.Of(name, settings) is not { } kind)
        {
            obstacle = $"provider {name} is of no known kind";
            return false;
        }

        var ownAddress = settings.BaseUrl is { Length: > 0 };
        if (!Uri.TryCreate(ownAddress ? settings.BaseUrl : kind.DefaultBaseUrl, UriKind.Absolute, out var baseUrl))
        {
            obstacle = $"provider {name} has no base_url";
            return false;
        }

        var key = secrets.Resolve(settings.ApiKey);
        obstacle = key.Reason is { } missing ? $"the key of provider {name}: {missing.TrimEnd('.')}"
            : key.Value is { } value && !CanStandInHeader(value) ? $"the key of provider {name} holds a line break or another character that a header cannot carry"
            : key.Value is null && kind.KeyRequired && !ownAddress ? $"provider {name} has no api_key"
            : null;
        connection = obstacle is not null ? null
            : new() { Name = name, Kind = kind.Name, BaseUrl = baseUrl, Key = key.Value, Timeouts = Timeouts(settings.Timeouts) };
        return connection is not null;
    }

    // Configs are checked at the door; this is for what a variable holds. Blanks around a key are cut off where it is sent.
    private static bool CanStandInHeader(Secret key) => key.Reveal().AsSpan().Trim().IndexOfAnyExceptInRange(' ', '~') < 0;

    private static AttemptTimeouts Timeouts(ProviderTimeouts? own) => own is null ? AttemptTimeouts.Default : new(
        own.Connect?.Value ?? AttemptTimeouts.Default.Connect,
        own.FirstToken?.Value ?? AttemptTimeouts.Default.FirstToken,
        own.Idle?.Value ?? AttemptTimeouts.Default.Idle,
        own.Total?.Value ?? AttemptTimeouts.Default.Total);
}
