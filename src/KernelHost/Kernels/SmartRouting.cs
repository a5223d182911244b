using KernelHost.Models;
using KernelHost.Models.Rules;
using KernelHost.Routing;

namespace KernelHost.Kernels;

/// <summary>
/// Looks at requests whose model a route chooses, before they are resolved; all others pass untouched. What was seen stays with the request, so that however often it is
/// resolved (when tools are called, say) it goes the same way, and counts once. Thread-safe.
/// </summary>
public sealed class SmartRouting(RouteCounts counts, TimeProvider time, Random random)
{
    /// <inheritdoc cref="RequestSignals.Tenant"/>
    public static string Tenant(SetupSnapshot setup) => setup is null ? throw new ArgumentNullException(nameof(setup)) : $"{setup.Organization}/{setup.Name}";

    /// <param name="body">The request as it was sent.</param>
    /// <param name="session">The session the client names in a header, if it does.</param>
    public ModelRequest Look(SetupSnapshot setup, ModelRequest request, ReadOnlySpan<byte> body, string? session = null)
    {
        ArgumentNullException.ThrowIfNull(setup);
        ArgumentNullException.ThrowIfNull(request);
        if (!setup.Models.IsRoute(request.Model))
        {
            return request;
        }

        var signals = RequestSignals.Read(body);
        return Look(setup, request, session is { Length: > 0 } ? signals with { Session = session } : signals);
    }

    /// <summary>The same for who has read the request already.</summary>
    public ModelRequest Look(SetupSnapshot setup, ModelRequest request, RequestSignals signals)
    {
        ArgumentNullException.ThrowIfNull(setup);
        ArgumentNullException.ThrowIfNull(request);
        if (!setup.Models.IsRoute(request.Model))
        {
            return request;
        }

        var seen = request with { Signals = signals with { Time = time.GetUtcNow(), Tenant = Tenant(setup), Draw = random.NextDouble() } };
        if (ModelResolver.Taken(setup.Models, seen) is { } taken)
        {
            counts.Add(setup.Organization, setup.Name, taken);
        }

        return seen;
    }
}
