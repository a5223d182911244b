using KernelHost.Providers;

namespace KernelHost.Routing;

/// <summary>Who wants to know how the attempts of one call went. A caller who goes away is no outcome.</summary>
internal interface ICallOutcomes
{
    void Served(Turn turn);

    void Failed(Turn turn, ProviderException failure);

    /// <summary>No candidate served; <paramref name="failure"/> is what the caller is told.</summary>
    void NotServed(ProviderException failure);
}
