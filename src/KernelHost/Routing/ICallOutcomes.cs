using KernelHost.Models;
using KernelHost.Providers;
using KernelHost.Routing.Health;

namespace KernelHost.Routing;

/// <summary>What the loop needs of the call's setup, and who wants to know how the call went. A caller who goes away is no outcome.</summary>
internal interface ICallOutcomes
{
    ModelHealth HealthOf(Candidate candidate);

    void Served(Turn turn);

    /// <summary>No candidate served; <paramref name="failure"/> is what the caller is told.</summary>
    void NotServed(ProviderException failure);
}
