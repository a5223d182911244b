namespace Microsoft.SemanticKernel;

/// <summary>Makes a method a function of its type's plugin, whatever its visibility.</summary>
/// <param name="name">The function's name; the method's without an Async suffix if null.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class KernelFunctionAttribute(string? name) : Attribute
{
    /// <summary>Names the function after the method.</summary>
    public KernelFunctionAttribute()
        : this(null)
    {
    }

    /// <summary>The function's name, or null.</summary>
    public string? Name { get; } = name;
}
