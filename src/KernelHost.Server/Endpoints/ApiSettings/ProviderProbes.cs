using System.Collections.Immutable;
using KernelHost.Kernels;
using KernelHost.Organizations;

namespace KernelHost.Server.Endpoints.ApiSettings;

/// <summary>Asks all providers of a setup at once how they are. Nobody waits for a dead one for long.</summary>
internal sealed class ProviderProbes(ModelProbe probe)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    // One look at a page must not open a thousand connections.
    private const int AtOnce = 32;

    public async Task<ImmutableArray<ProbedProvider>> ProbeAsync(string organization, Setup setup, CancellationToken cancellationToken)
    {
        using var places = new SemaphoreSlim(AtOnce);
        return [.. await Task.WhenAll(setup.Providers.Select(async provider =>
        {
            await places.WaitAsync(cancellationToken);
            try
            {
                return await ProbeAsync(organization, provider.Key, provider.Value, cancellationToken);
            }
            finally
            {
                places.Release();
            }
        }))];
    }

    private async Task<ProbedProvider> ProbeAsync(string organization, string name, ProviderSettings settings, CancellationToken cancellationToken) => settings.Enabled
        ? Describe(name, await probe.AskAsync(organization, name, settings, Patience, cancellationToken))
        : new(name, [], new("disabled", "The provider is disabled.", 0));

    private static ProbedProvider Describe(string name, ProviderProbe probed)
    {
        var result = probed.Result;
        if (!probed.Asked)
        {
            return new(name, [], new("not_configured", result.Error ?? "", 0));
        }

        var working = result is { Reachable: true, KeyAccepted: not false, Error: null };
        string[] models = [.. result.Models.Select(model => model.Id)];
        var message = result.Error ?? (working ? $"It answers and lists {models.Length} models." : "It does not accept the key.");
        return new(name, models, new(working ? "working" : "error", message, models.Length, (long)result.Latency.TotalMilliseconds));
    }
}
