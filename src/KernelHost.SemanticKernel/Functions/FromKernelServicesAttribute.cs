namespace Microsoft.SemanticKernel;

/// <summary>Fills a parameter from the kernel's services instead of the arguments.</summary>
/// <param name="serviceKey">The service's key, or null.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class FromKernelServicesAttribute(object? serviceKey) : Attribute
{
    /// <summary>Takes the service that has no key.</summary>
    public FromKernelServicesAttribute()
        : this(null)
    {
    }

    /// <summary>The service's key, or null.</summary>
    public object? ServiceKey { get; } = serviceKey;
}
