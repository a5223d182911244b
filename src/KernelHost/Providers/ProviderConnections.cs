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
            : key.Value is null && kind.KeyRequired && !ownAddress ? $"provider {name} has no api_key"
            : null;
        connection = obstacle is not null ? null
            : new() { Name = name, Kind = kind.Name, BaseUrl = baseUrl, Key = key.Value, Timeouts = Timeouts(settings.Timeouts) };
        return connection is not null;
    }

    private static AttemptTimeouts Timeouts(ProviderTimeouts? own) => own is null ? AttemptTimeouts.Default : new(
        own.Connect?.Value ?? AttemptTimeouts.Default.Connect,
        own.FirstToken?.Value ?? AttemptTimeouts.Default.FirstToken,
        own.Idle?.Value ?? AttemptTimeouts.Default.Idle,
        own.Total?.Value ?? AttemptTimeouts.Default.Total);
}
