using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.AI;

namespace Microsoft.SemanticKernel;

/// <summary>A named set of functions.</summary>
public abstract class KernelPlugin : IEnumerable<KernelFunction>
{
    /// <summary>Makes a plugin.</summary>
    /// <exception cref="ArgumentException">The name has other characters than ASCII letters, digits and underscores.</exception>
    protected KernelPlugin(string name, string? description = null)
    {
        Names.RequirePluginName(name);
        Name = name;
        Description = string.IsNullOrWhiteSpace(description) ? "" : description;
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>What it is for; never null.</summary>
    public string Description { get; }

    /// <summary>How many functions it has.</summary>
    public abstract int FunctionCount { get; }

    /// <summary>The function of a name, without regard to case.</summary>
    /// <exception cref="KeyNotFoundException">There is none.</exception>
    public KernelFunction this[string functionName] =>
        TryGetFunction(functionName, out var function) ? function : throw new KeyNotFoundException($"Plugin '{Name}' has no function '{functionName}'.");

    /// <summary>Finds a function by name, without regard to case.</summary>
    public abstract bool TryGetFunction(string name, [NotNullWhen(true)] out KernelFunction? function);

    /// <summary>Whether there is a function of that name.</summary>
    public bool Contains(string functionName) => TryGetFunction(functionName, out _);

    /// <summary>Whether there is a function of that function's name.</summary>
    public bool Contains(KernelFunction function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Contains(function.Name);
    }

    /// <summary>What is known about the functions.</summary>
    public IList<KernelFunctionMetadata> GetFunctionsMetadata() => [.. this.Select(function => function.Metadata)];

    /// <summary>The functions tied to a kernel, for other libraries.</summary>
    public IEnumerable<AIFunction> AsAIFunctions(Kernel? kernel = null) => this.Select(function => function.WithKernel(kernel));

    /// <summary>The functions.</summary>
    public abstract IEnumerator<KernelFunction> GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
