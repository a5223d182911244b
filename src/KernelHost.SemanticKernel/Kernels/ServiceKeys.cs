using Microsoft.Extensions.DependencyInjection;

namespace Microsoft.SemanticKernel;

/// <summary>Which keys each service type is registered with, in order: a provider cannot tell.</summary>
internal sealed class ServiceKeys(IEnumerable<ServiceDescriptor> descriptors)
{
    private readonly ILookup<Type, object?> _keys = descriptors
        .Select(d => (d.ServiceType, d.ServiceKey))
        .Distinct()
        .ToLookup(d => d.ServiceType, d => d.ServiceKey);

    public IEnumerable<object?> Of(Type serviceType) => _keys[serviceType];
}
