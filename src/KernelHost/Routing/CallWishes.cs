using KernelHost.Organizations;
using KernelHost.Providers;

namespace KernelHost.Routing;

/// <summary>How a client wants its own calls to be made, whatever the setup says.</summary>
/// <param name="Delivery">Null = as the setup says.</param>
/// <param name="Rehearsed">The failure that the first candidate is to play; null = none.</param>
public sealed record CallWishes(Delivery? Delivery, FailureClass? Rehearsed);
