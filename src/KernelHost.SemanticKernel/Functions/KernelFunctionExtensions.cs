namespace Microsoft.SemanticKernel;

/// <summary>Copies functions.</summary>
public static class KernelFunctionExtensions
{
    /// <summary>The same function tied to a kernel, which it uses when its caller gives none.</summary>
    public static KernelFunction WithKernel(this KernelFunction kernelFunction, Kernel? kernel = null, string? pluginName = null)
    {
        ArgumentNullException.ThrowIfNull(kernelFunction);
        var clone = kernelFunction.Clone(pluginName ?? kernelFunction.PluginName);
        clone.Kernel = kernel;
        return clone;
    }
}
