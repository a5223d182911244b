using System.Collections.Immutable;
using KernelHost.Organizations;
using KernelHost.Providers;

namespace KernelHost.Server.Endpoints.ApiSettings;

/// <summary>Asks all providers of a setup at once how they are. Nobody waits for a dead one for long.</summary>
internal sealed class ProviderProbes(ProviderConnections connections, ProviderCatalog kinds, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    public async Task<ImmutableArray<ProbedProvider>> ProbeAsync(string organization, Setup setup, CancellationToken cancellationToken) =>
        [.. await Task.WhenAll(setup.Providers.Select(provider => ProbeAsync(organization, provider.Key, provider.Value, cancellationToken)))];

    private async Task<ProbedProvider> ProbeAsync(string organization, string name, ProviderSettings settings, CancellationToken cancellationToken)
    {
        if (!settings.Enabled)
        {
            return Unasked(name, "disabled", "The provider is disabled.");
        }

        if (!connections.TryConnect(organization, name, settings, out var connection, out var obstacle))
        {
            return Unasked(name, "not_configured", $"It cannot be called: {obstacle}.");
        }

        return kinds.Find(connection.Kind) is { } kind
            ? await AskAsync(kind, connection, cancellationToken)
            : Unasked(name, "error", $"Providers of kind {connection.Kind} are not available in this build.");
    }

    private async Task<ProbedProvider> AskAsync(IProviderKind kind, ProviderConnection connection, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            return Describe(connection.Name, await kind.ProbeAsync(connection, either.Token));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Unasked(connection.Name, "error", $"It did not answer within {Patience.TotalSeconds:0} s.");
        }
    }

    private static ProbedProvider Describe(string name, ProbeResult probe)
    {
        var working = probe is { Reachable: true, KeyAccepted: not false, Error: null };
        string[] models = [.. probe.Models.Select(model => model.Id)];
        var message = probe.Error ?? (working ? $"It answers and lists {models.Length} models." : "It does not accept the key.");
        return new(name, models, new(working ? "working" : "error", message, models.Length, (long)probe.Latency.TotalMilliseconds));
    }

    private static ProbedProvider Unasked(string name, string status, string message) => new(name, [], new(status, message, 0));
}
